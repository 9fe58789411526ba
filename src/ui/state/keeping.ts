// Checkpoints: asked for at intervals and kept in the browser's storage, so that a reload loses little; and
// handed out as files.

import type { RunUpdate } from '../../lab/protocol';
import { forgetCheckpoint, saveCheckpoint } from '../../lab/storage';
import { keepRun } from './archive';
import { save } from './download';
import { CHECKPOINT_MILLISECONDS } from './intervals';
import { isActive } from './run';
import { findExperiment } from './setup';
import { activeRun, lab, type ResumePoint, shownRun } from './store';
import { send } from './worker';

/** Larger states are kept only when the reader asks: writing them would disturb the run. */
const MAXIMUM_KEPT_BYTES = 256 * 2 ** 20;

/** Rows of a step arrive within this time. */
const ROWS_MILLISECONDS = 500;

type CheckpointUpdate = Extract<RunUpdate, { kind: 'checkpoint' }>;

let latest: CheckpointUpdate | undefined;
/** Id of the run it was taken of. */
let latestRun: string | undefined;
let wanted = false;
let writing: Promise<void> = Promise.resolve();
let timer: ReturnType<typeof setInterval> | undefined;

export function startKeeping(): void {
  latest = undefined;
  clearInterval(timer);
  timer = setInterval(() => {
    const run = activeRun(lab.getState());
    if (!run) clearInterval(timer);
    // The state is about what is predicted for the parameters, moments included; a run without any has none.
    else if (run.state === 'running' && run.forecast && run.forecast.predictedPeakBytes < MAXIMUM_KEPT_BYTES)
      send({ kind: 'checkpoint' });
  }, CHECKPOINT_MILLISECONDS);
}

/** Takes a checkpoint the worker sent: keeps it, and hands it out if that was asked for. */
export function keepCheckpoint(update: CheckpointUpdate): void {
  latest = update;
  latestRun = activeRun(lab.getState())?.id;
  if (wanted) handOut();
  const { trainFiles, testFiles } = lab.getState();
  const run = activeRun(lab.getState());
  if (!run || update.bytes.length > MAXIMUM_KEPT_BYTES) return;
  const finished = update.step >= (run.forecast?.totalSteps ?? Number.POSITIVE_INFINITY);
  const about = {
    experiment: run.experiment,
    run: run.id,
    step: update.step,
    totalSteps: run.forecast?.totalSteps ?? update.step,
    files: [...trainFiles, ...testFiles].map(({ name }) => name),
  };
  // One after another: nothing is written of a run that has been forgotten since.
  writing = writing.then(() => (finished ? forgetCheckpoint(run.id) : store(about, update.bytes)));
  // By then the rows up to the checkpoint's step have arrived too.
  setTimeout(() => isActive(activeRun(lab.getState())) && void keepRun(run.id), ROWS_MILLISECONDS);
}

async function store(about: Parameters<typeof saveCheckpoint>[0], bytes: Uint8Array<ArrayBuffer>) {
  if (await saveCheckpoint(about, bytes)) lab.setState({ keptStep: about.step });
}

/** Saves the current checkpoint of the run as a file: a fresh one while it runs, else the last. */
export function exportCheckpoint(): void {
  wanted = true;
  if (activeRun(lab.getState())) send({ kind: 'checkpoint' });
  else handOut();
}

function handOut(): void {
  wanted = false;
  const run = shownRun(lab.getState());
  if (latest && run) save(`${run.experiment}-step-${latest.step}.safetensors`, latest.bytes);
}

/** Step of the last checkpoint of the run that ended last; undefined before there is one. */
export const lastCheckpointStep = (): number | undefined => latest?.step;

/** Makes the next run go on from the last checkpoint of the run that ended last, as that run. */
export async function openLastCheckpoint(): Promise<void> {
  const run = lab.getState().runs.find(({ id }) => id === latestRun);
  if (latest && run) await openCheckpoint(run.name, latest.bytes, run.id);
}

/** Takes over a checkpoint's settings and makes the next run go on from it. Throws `DataError`. */
export async function openCheckpoint(
  name: string,
  bytes: Uint8Array<ArrayBuffer>,
  run?: string,
): Promise<void> {
  const { decodeCheckpoint } = await import('../../lab/checkpoint');
  const { experiment, config, seed, step } = decodeCheckpoint(bytes, name);
  const resume: ResumePoint = { name, experiment, step, bytes, run };
  lab.setState({ experiment: findExperiment(experiment).id, config, seed, resume, failure: null });
}
