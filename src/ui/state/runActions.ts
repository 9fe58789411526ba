// Starting, steering and ending runs, and what their updates do to the page.

import type { RunFile, RunRequest, RunUpdate } from '../../lab/protocol';
import { HARDWARE_MILLISECONDS, SOFTWARE_MILLISECONDS, setBeat } from './beat';
import { benchFailed, receiveBench } from './bench';
import { dataRefusal } from './data';
import { removeRecordings, showExample } from './example';
import { keepCheckpoint, startKeeping } from './keeping';
import { resumedRun } from './resuming';
import { applyUpdate, newRun, type Run } from './run';
import { logUpdate, startLog } from './runLog';
import { addRun, removeRuns, showRun, updateRun } from './runs';
import type { Setup } from './setup';
import { activeRun, canTrain, type LabState, lab, type ResumePoint, runRequest } from './store';
import { receiveTuning, stopTuning } from './tuning';
import { abandonWorker, onUpdate, send } from './worker';

/** A worker that has not ended a run after this long is replaced. */
const STOP_MILLISECONDS = 10_000;

/** What the page showed before the run: back again if it fails before its first step. */
let before: Pick<LabState, 'shown' | 'resume'> | undefined;

/** A run of something else than what the page has chosen: one of a sweep, or one that a panel asks for. */
export interface OwnSetup extends Setup {
  sweep: string | null;
  resume: ResumePoint | null;
  /** What it reads; the reader's files where they are the run's. */
  files: readonly RunFile[] | 'chosen';
}

/**
 * Starts a run of the current setup, or of `own`, ending the one going on; `paused` stops it after its first
 * step. Resolves to its id, or to null when nothing can be started.
 */
export async function start({ paused = false, own }: { paused?: boolean; own?: OwnSetup } = {}) {
  await stop();
  await stopTuning();
  const state = lab.getState();
  if (!canTrain(state)) return null;
  const hasOwnFiles = own && own.files !== 'chosen';
  const refusal = hasOwnFiles ? null : dataRefusal();
  if (refusal) {
    lab.setState({ failure: refusal });
    return null;
  }
  const { experiment, config, seed, resume } = own ?? state;
  const resumed = await resumedRun(resume, { experiment, config, seed });
  const run = resumed ?? { ...newRun({ experiment, config, seed }), sweep: own?.sweep ?? null };
  before = { shown: state.shown, resume: state.resume };
  lab.setState({
    failure: null,
    ...(own ? {} : { resume: null }),
    saved: null,
    keptStep: null,
    prepared: null,
    profiling: false,
  });
  if (resumed) {
    updateRun(run.id, run);
    showRun(run.id);
  } else {
    startLog(run.id);
    addRun(run);
  }
  startKeeping();
  const files = filesOf(own, state);
  const { tuning } = runRequest(state);
  const chosen = { experiment, config, seed, files, tuning };
  send({
    kind: 'start',
    run: { ...chosen, checkpoint: resume?.bytes, keepCheckpoint: true, keepProbe: true },
  });
  if (paused) send({ kind: 'step' });
  return run.id;
}

function filesOf(own: OwnSetup | undefined, state: LabState): RunRequest['files'] {
  if (!own || own.files === 'chosen') return runRequest(state).files;
  return own.files.length ? { train: [...own.files] } : {};
}

/** Start, pause or continue: whichever makes sense now. */
export function toggle(): void {
  const run = activeRun(lab.getState());
  if (run) send({ kind: run.state === 'paused' ? 'continue' : 'pause' });
  else void start();
}

export function step(): void {
  if (activeRun(lab.getState())) send({ kind: 'step' });
  else void start({ paused: true });
}

/** Ends the run that is going on; resolves when it has ended. */
export async function stop(): Promise<void> {
  if (!activeRun(lab.getState())) return;
  send({ kind: 'stop' });
  await new Promise<void>((resolve) => {
    const giveUp = setTimeout(() => {
      abandonWorker();
      receive({ kind: 'state', state: 'stopped' });
    }, STOP_MILLISECONDS);
    const unsubscribe = lab.subscribe((state) => {
      if (activeRun(state)) return;
      clearTimeout(giveUp);
      unsubscribe();
      resolve();
    });
  });
}

/** Times every kernel of one step of the run that is going on. */
export function profile(): void {
  lab.setState({ profiling: true, panel: 'kernels' });
  send({ kind: 'profile' });
}

/** Compares every kernel of one step of the run that is going on with float64. */
export function verify(): void {
  lab.setState({ panel: 'graph' });
  send({ kind: 'verify' });
}

function receive(update: RunUpdate): void {
  if (receiveOfMachine(update)) return;
  const run = activeRun(lab.getState());
  if (!run) return;
  logUpdate(run.id, update);
  if (update.kind === 'checkpoint') {
    keepCheckpoint(update);
    return;
  }
  if (update.kind === 'state' && update.state === 'failed' && hasNothing(run)) {
    removeRuns([run.id]);
    lab.setState({ ...before });
    // A run started before the recording had arrived left nothing to go back to.
    void showExample();
    return;
  }
  const next = applyUpdate(run, update);
  if (next !== run) updateRun(run.id, () => next);
  if ((update.kind === 'rows' && update.table === 'training') || update.kind === 'finding')
    removeRecordings();
  if (update.kind === 'profile') lab.setState({ profiling: false });
  if (update.kind === 'failure')
    lab.setState({
      failure: { kind: update.failure, message: update.message, refusal: update.refusal },
      profiling: false,
    });
}

const hasNothing = ({ tables, findings }: Run): boolean => !tables.training.length && !findings.length;

/** What an update says of this machine rather than of the run; true when it says nothing else. */
function receiveOfMachine(update: RunUpdate): boolean {
  if (update.kind === 'adapter') {
    lab.setState({ adapter: update.adapter });
    setBeat(update.adapter.software ? SOFTWARE_MILLISECONDS : HARDWARE_MILLISECONDS);
  }
  if (update.kind === 'failure' && update.failure === 'adapter')
    lab.setState({ webgpu: { ...lab.getState().webgpu, refusal: update.message } });
  if (update.kind === 'tuned') lab.setState({ tuningRefusal: update.refusal });
  if (receiveTuning(update)) return true;
  if (update.kind === 'bench' || update.kind === 'benchCases') {
    receiveBench(update);
    return true;
  }
  if (update.kind === 'failure') benchFailed(update.message);
  if (update.kind !== 'prepared') return false;
  // One that was on its way when a run began says nothing of the run.
  if (!activeRun(lab.getState())) lab.setState({ prepared: { done: update.done, total: update.total } });
  return true;
}

onUpdate(receive);
