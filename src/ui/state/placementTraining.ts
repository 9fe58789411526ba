// The open plan, trained under: where the open tables are those of a DLRM of the lab, on the log that it was trained on.

import { create } from 'zustand';
import { COUNTED_TABLES } from '../../experiments/placement/countedTablesName';
import { type Config, fieldsOf, parseConfig } from '../../experiments/schema';
import type { PlanDocument } from '../../sharding/editing/document';
import type { Plan } from '../../sharding/problem';
import type { CountingRun } from '../../sharding/tables/countedBy';
import { openPlacement, say } from './placement';
import { fileOf } from './placementGiven';
import { ask } from './placementMeasuring';
import { originOf } from './placementOrigin';
import { planText } from './placementSaving';
import type { Run } from './run';
import { changedKeys, findExperiment } from './setup';
import { chooseSetup, setFiles } from './setupActions';
import { type LabState, lab } from './store';

const EXPERIMENT = 'zionex';
/** What such a run leaves when all that it trained is judged. */
export const TRAINED_FILE = COUNTED_TABLES;

/** The plan that was trained under last, and the id of the run. */
export const useTrained = create<{ trained: { run: string; plan: Plan; tables: unknown } | null }>()(() => ({
  trained: null,
}));

/** The run whose DLRM the open tables are of; undefined where they are of none. */
export const countingRunOf = (document: PlanDocument): CountingRun | undefined => originOf(document).run;

/** Names of the reader's files that hold the run's log and that the page does not have. */
export function missingOf(
  { files }: CountingRun,
  { trainFiles, testFiles }: Pick<LabState, 'trainFiles' | 'testFiles'>,
): string[] {
  const there = new Set([...trainFiles, ...testFiles].map(({ name }) => name));
  return files.filter((name) => !there.has(name));
}

/** Why the plan cannot be trained under here, or undefined. */
export function whyNotTrained({ problem: { topology } }: PlanDocument): string | undefined {
  const most = fieldsOf(findExperiment(EXPERIMENT).config).find(([key]) => key === 'devices')![1].maximum!;
  return topology.ranks > most
    ? `The plan is for ${topology.ranks} devices; at most ${most} are trained here, one after another.`
    : undefined;
}

/** Trains the DLRM of the open tables under the open plan; what came of it is shown here and on the run's own page. */
export async function trainPlanHere(): Promise<void> {
  const { document } = openPlacement().evaluation;
  const run = countingRunOf(document);
  if (!run) return;
  const config = trainingConfig(document, run, lab.getState());
  const plan = fileOf('sharding-plan.json', planText(document));
  const setup = { experiment: EXPERIMENT, config, seed: run.seed };
  // The reader's own log is theirs to give: the page is set up for it.
  if (run.files.length) {
    const missing = missingOf(run, lab.getState());
    const { trainFiles } = lab.getState();
    chooseSetup(setup);
    setFiles('train', [...trainFiles.filter(({ name }) => run.files.includes(name)), plan]);
    if (missing.length) {
      say(`The plan is in place. The log was ${missing.join(' + ')}: add it, and train again.`);
      return;
    }
  }
  const wanted = { experiment: EXPERIMENT, file: TRAINED_FILE, ended: (ended: Run) => show(ended, document) };
  await ask(wanted, { config, seed: run.seed, files: run.files.length ? 'chosen' : [plan] });
}

/**
 * The model and the log of the run on the plan's devices; of the rest, what the reader has set up for such training.
 * What the experiment does not know, as an optimizer that moves rows it was not shown, keeps its default.
 */
export function trainingConfig(
  { problem: { topology } }: PlanDocument,
  { settings }: CountingRun,
  { experiment, config }: Pick<LabState, 'experiment' | 'config'>,
): Config {
  const changed = experiment === EXPERIMENT ? changedKeys({ experiment, config }) : [];
  const own = Object.fromEntries(changed.map((key) => [key, config[key]]));
  const { data, samples, testSamples, dimension, batch } = settings;
  const log = Object.fromEntries(
    Object.entries({ data, samples, testSamples, dimension }).filter(([, value]) => value !== undefined),
  );
  const { ranks, ranksPerHost } = topology;
  const wanted = { batch: Math.max(Number(batch ?? 0), ranks), ...own, ...log };
  return parseConfig(findExperiment(EXPERIMENT).config, {
    ...{ ...settings, ...wanted },
    ...{ devices: ranks, devicesPerHost: ranksPerHost },
  }).config;
}

function show(run: Run, { plan, problem }: PlanDocument): void {
  useTrained.setState({ trained: { run: run.id, plan, tables: problem.tables } });
  const { testLogLoss, unshardedTestLogLoss } = run.metrics;
  say(
    `Trained under the plan: test log loss ${testLogLoss.toFixed(5)}, unsharded ${unshardedTestLogLoss.toFixed(5)}`,
  );
}
