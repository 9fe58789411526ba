// Tuning from the page: asked of the worker while nothing runs, kept in the browser's storage, given to the runs that
// start afterwards.

import { TesseraError } from '../../base/errors';
import type { RunUpdate, TuningTable } from '../../lab/protocol';
import { TUNING_FILE } from './commandLine';
import { save } from './download';
import { activeRun, canTrain, lab, runRequest } from './store';
import { abandonWorker, send } from './worker';

/** A product is measured in seconds; a worker that has not answered after this long is replaced. */
const STOP_MILLISECONDS = 30_000;
/** Which table is used is remembered as long as there is one. */
const UNUSED_KEY = 'tessera-tuning-unused';

/** Call once; resolves when what was kept is here. */
export async function connectTuning(): Promise<void> {
  const { keptTuning } = await import('../../lab/tuningStorage');
  const tuning = await keptTuning();
  if (tuning) lab.setState({ tuning, usesTuning: localStorage.getItem(UNUSED_KEY) === null });
}

export const canTune = (state: ReturnType<typeof lab.getState>): boolean =>
  canTrain(state) && activeRun(state) === null && state.tuningUpdate === null;

/** Measures the products of the chosen setup. */
export function tune(): void {
  const state = lab.getState();
  if (!canTune(state)) return;
  lab.setState({ tuningUpdate: 'starting', failure: null });
  send({ kind: 'tune', run: runRequest(state) });
}

/** Ends tuning and keeps what is measured; resolves when it has ended. */
export async function stopTuning(): Promise<void> {
  if (!lab.getState().tuningUpdate) return;
  send({ kind: 'stop' });
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(() => {
      abandonWorker();
      lab.setState({ tuningUpdate: null });
    }, STOP_MILLISECONDS);
    const unsubscribe = lab.subscribe(({ tuningUpdate }) => {
      if (tuningUpdate) return;
      clearTimeout(giveUp);
      unsubscribe();
      resolve();
    });
  });
}

/** Takes what the worker says while it tunes; true when it concerns nothing else. */
export function receiveTuning(update: RunUpdate): boolean {
  const { tuningUpdate } = lab.getState();
  if (!tuningUpdate) return update.kind === 'tuning';
  if (update.kind === 'failure') {
    lab.setState({ failure: { kind: update.failure, message: update.message, refusal: update.refusal } });
    // The worker itself is gone: nothing follows.
    if (update.failure === 'internal') lab.setState({ tuningUpdate: null });
    return true;
  }
  if (update.kind !== 'tuning') return false;
  const { tuning } = update;
  if (tuning?.state === 'running') lab.setState({ tuningUpdate: tuning });
  else void end(tuning?.table ?? (tuningUpdate === 'starting' ? null : tuningUpdate.table));
  return true;
}

async function end(found: TuningTable | null): Promise<void> {
  try {
    if (found?.products.length) await use(found);
  } finally {
    lab.setState({ tuningUpdate: null });
  }
}

/** Adds a table to what is known, and gives it to the next runs. */
async function use(found: TuningTable): Promise<void> {
  const [{ merged }, { keepTuning }] = await Promise.all([
    import('../../lab/tuning'),
    import('../../lab/tuningStorage'),
  ]);
  const tuning = merged(lab.getState().tuning, found);
  // Kept first: what the page shows outlives a reload.
  await keepTuning(tuning);
  lab.setState({ tuning, tuningRefusal: null });
  setUse(true);
}

export function setUse(usesTuning: boolean): void {
  lab.setState({ usesTuning, tuningRefusal: null });
  if (usesTuning) localStorage.removeItem(UNUSED_KEY);
  else localStorage.setItem(UNUSED_KEY, '');
}

/** The next runs take the standard ways again. */
export async function forget(): Promise<void> {
  const { forgetTuning } = await import('../../lab/tuningStorage');
  await forgetTuning();
  lab.setState({ tuning: null, tuningRefusal: null });
  setUse(true);
}

/** The file that `run --tuning` takes. */
export async function exportTuning(): Promise<void> {
  const { tuning } = lab.getState();
  const { tuningText } = await import('../../lab/tuning');
  if (tuning) save(TUNING_FILE, tuningText(tuning), 'application/json');
}

/** A table from a file; the worker says where it does not hold here. */
export async function importTuning(file: File | undefined): Promise<void> {
  if (!file) return;
  try {
    const { parseTuning } = await import('../../lab/tuning');
    await use(parseTuning(await file.text(), file.name));
    lab.setState({ failure: null });
  } catch (error) {
    if (!(error instanceof TesseraError)) throw error;
    lab.setState({ failure: { kind: 'file', message: error.message } });
  }
}
