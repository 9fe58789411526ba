// What runs can be grouped by: one of their settings, their seed, their experiment, or everything but the
// seed, which puts together the repeats of one configuration.

import type { Config } from '../../experiments/schema';
import type { ConfigValue } from '../../lab/protocol';
import { metricName } from './format';
import type { Run } from './run';

/** No setting is called that. */
export const ALL_BUT_SEED = 'all but seed';

/** What a run has of a field; undefined where it has no such setting. */
export function fieldOf(run: Run, field: string): ConfigValue | undefined {
  if (field === 'seed') return run.seed;
  if (field === 'experiment') return run.experiment;
  if (field === ALL_BUT_SEED) return settingsOf(run);
  return run.config[field];
}

const known = new WeakMap<Config, string>();

/** The same text for the same settings, in whichever order they are written. */
function settingsOf({ experiment, config }: Run): string {
  const earlier = known.get(config);
  if (earlier !== undefined) return earlier;
  const settings = Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1));
  const text = JSON.stringify([experiment, settings]);
  known.set(config, text);
  return text;
}

/** The runs of each value, in the order in which values first occur. */
export function groupsOf(runs: readonly Run[], field: string): Run[][] {
  const groups = new Map<ConfigValue | undefined, Run[]>();
  for (const run of runs) {
    const value = fieldOf(run, field);
    const group = groups.get(value);
    if (group) group.push(run);
    else groups.set(value, [run]);
  }
  return [...groups.values()];
}

/** A value by itself: "64", "resnet". Of all settings those are told in which `others` differ. */
export function valueText(run: Run, field: string, others: readonly Run[]): string {
  if (field === ALL_BUT_SEED) return differences(run, others);
  if (field === 'experiment') return run.experiment.replace(/^train-/, '');
  return String(fieldOf(run, field) ?? 'none');
}

/** A value with its name: "batch 64", "no depth". */
export function labelOf(run: Run, field: string, others: readonly Run[]): string {
  if (field === ALL_BUT_SEED || field === 'experiment') return valueText(run, field, others);
  const value = fieldOf(run, field);
  return value === undefined ? `no ${metricName(field)}` : `${metricName(field)} ${value}`;
}

function differences(run: Run, others: readonly Run[]): string {
  const alike = others.filter(({ experiment }) => experiment === run.experiment);
  const parts = differingAmong(alike).map((key) => labelOf(run, key, others));
  if (alike.length < others.length) parts.unshift(valueText(run, 'experiment', others));
  return parts.join(', ') || 'same settings';
}

/** Settings that one of the runs has otherwise than another, or not at all. */
function differingAmong(runs: readonly Run[]): string[] {
  const [first] = runs;
  const keys = new Set(runs.flatMap(({ config }) => Object.keys(config)));
  return [...keys].filter((key) => runs.some(({ config }) => config[key] !== first.config[key]));
}

/** What to offer for runs that differ in some settings; `chosen` stays on offer. */
export function fieldsFor(
  runs: readonly Run[],
  differing: readonly string[],
  chosen: string | null,
): readonly string[] {
  const experiments = new Set(runs.map(({ experiment }) => experiment));
  return [
    ...new Set([
      ALL_BUT_SEED,
      'seed',
      ...(experiments.size > 1 ? ['experiment'] : []),
      ...differing,
      ...(chosen ? [chosen] : []),
    ]),
  ];
}
