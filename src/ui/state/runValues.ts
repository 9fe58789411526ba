// A run as named values: what lists sort and filter by, and what comparisons show.

import type { ConfigValue } from '../../lab/protocol';
import { hasEnded, type Run, stepOf } from './run';
import { summaryOf } from './runBundle';
import { secondsOf } from './runLog';
import { findExperiment } from './setup';

export type Values = Readonly<Record<string, ConfigValue | undefined>>;

/** What has ended does not change but with its run. */
const known = new WeakMap<Run, Values>();

/** Settings and metrics by their names, and what else is known of a run. */
export function valuesOf(run: Run): Values {
  const earlier = known.get(run);
  if (earlier) return earlier;
  const metrics = summaryOf(run);
  const values = {
    ...run.config,
    ...metrics,
    loss: metrics.trainLoss,
    score: metrics[scoreOf(run.experiment)],
    name: run.name,
    experiment: run.experiment,
    state: run.damaged === null ? run.state : 'damaged',
    seed: run.seed,
    step: stepOf(run),
    seconds: run.wallSeconds ?? (hasEnded(run) ? undefined : secondsOf(run.id)),
    created: run.createdAt,
    pinned: run.pinned,
    hidden: run.hidden,
  };
  if (hasEnded(run) && run.playing === null) known.set(run, values);
  return values;
}

const scores = new Map<string, string>();

/** The metric a run of an experiment is judged by. */
export function scoreOf(experiment: string): string {
  let score = scores.get(experiment);
  if (score === undefined) {
    const { views } = findExperiment(experiment);
    score = views.find(({ table }) => table === 'evaluation')?.y[0] ?? 'testLoss';
    scores.set(experiment, score);
  }
  return score;
}

/** Keys of the settings, 'seed' among them, in which runs differ. */
export function differingKeys(runs: readonly Run[]): string[] {
  const first = new Map<string, ConfigValue>();
  const differing = new Set<string>();
  const take = (key: string, value: ConfigValue) => {
    if (!first.has(key)) first.set(key, value);
    else if (first.get(key) !== value) differing.add(key);
  };
  for (const { config, seed } of runs) {
    for (const key in config) take(key, config[key]);
    take('seed', seed);
  }
  return [...first.keys()].filter((key) => differing.has(key));
}
