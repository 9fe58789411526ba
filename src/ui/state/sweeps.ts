// Sweeps: their runs are started one after another, and what is left of them is kept, so that a reload can go on.

import { create } from 'zustand';
import {
  type Axis,
  combinations,
  type Sweep,
  type SweepItem,
  type SweepMode,
  setupOf,
} from '../../lab/sweep';
import { archiveCall } from './archiveClient';
import { memorableName } from './names';
import { heldElsewhere, hold, release } from './presence';
import { hasEnded, type Run } from './run';
import { start, stop } from './runActions';
import { removeRuns } from './runs';
import { checkpointOfSaved } from './saved';
import { activeRun, canTrain, lab } from './store';
import { current, isDone, movedItem, queued, withItem, withoutQueued } from './sweepItems';
import { send } from './worker';

interface SweepState {
  sweeps: readonly Sweep[];
  /** Ids of those of an earlier visit that the reader may go on with. */
  offered: readonly string[];
}

export const useSweeps = create<SweepState>()(() => ({ sweeps: [], offered: [] }));

export const findSweep = (id: string | null): Sweep | undefined =>
  useSweeps.getState().sweeps.find((sweep) => sweep.id === id);

/** Call once, when runs of earlier visits are listed. */
export async function connectSweeps(): Promise<void> {
  lab.subscribe((state, before) => {
    if (state.runs !== before.runs) follow(state.runs);
  });
  const kept = await archiveCall('sweeps').catch(() => []);
  const elsewhere = await heldElsewhere(kept.map(({ id }) => id));
  const { sweeps } = useSweeps.getState();
  const own = kept.filter(({ id }) => !elsewhere.has(id) && sweeps.every((sweep) => sweep.id !== id));
  // What was going on waits for the reader.
  useSweeps.setState({
    sweeps: [...own.map((sweep) => ({ ...sweep, paused: true })), ...sweeps],
    offered: own.map(({ id }) => id),
  });
}

/** Queues a run of the chosen setup for each combination, and starts. */
export function startSweep(axes: readonly Axis[], mode: SweepMode): void {
  const { experiment, config, seed, trainFiles, testFiles } = lab.getState();
  const id = crypto.randomUUID();
  const sweep: Sweep = {
    id,
    name: memorableName(id),
    createdAt: Date.now(),
    experiment,
    config,
    seed,
    files: [...trainFiles, ...testFiles].map(({ name }) => name),
    keys: axes.map(({ key }) => key),
    items: combinations(axes, mode).map((values) => ({
      id: crypto.randomUUID(),
      values,
      state: 'queued',
      run: null,
      problem: null,
    })),
    paused: false,
  };
  useSweeps.setState(({ sweeps }) => ({ sweeps: [...sweeps, sweep] }));
  hold(id);
  change(id, (same) => same);
  void advance();
}

/** Pauses the sweep, and its run if one goes on. */
export function pauseSweep(id: string): void {
  change(id, (sweep) => ({ ...sweep, paused: true }));
  const run = activeRun(lab.getState());
  if (run?.sweep === id && run.state !== 'paused') send({ kind: 'pause' });
}

/** Goes on: with the run that waits, with what a reload interrupted, or with the next one queued. */
export function continueSweep(id: string): void {
  hold(id);
  useSweeps.setState(({ offered }) => ({ offered: offered.filter((other) => other !== id) }));
  change(id, (sweep) => ({ ...sweep, paused: false }));
  const run = activeRun(lab.getState());
  if (run?.sweep === id) send({ kind: 'continue' });
  else void advance();
}

/** Nothing more of it is run; what has finished stays. */
export async function cancelSweep(id: string): Promise<void> {
  change(id, (sweep) => ({ ...withoutQueued(sweep), paused: true }));
  if (activeRun(lab.getState())?.sweep === id) await stop();
  change(id, (sweep) => {
    const left = current(sweep);
    return left ? withItem(sweep, left.id, { state: 'stopped' }) : sweep;
  });
}

/** Takes a sweep off the list; its runs stay. */
export function removeSweep(id: string): void {
  useSweeps.setState(({ sweeps }) => ({ sweeps: sweeps.filter((sweep) => sweep.id !== id) }));
  release(id);
  void archiveCall('putSweep', id, null).catch(() => {});
}

export const removeItem = (id: string, item: string): void =>
  change(id, (sweep) => withoutQueued(sweep, item));

export const moveItem = (id: string, item: string, by: -1 | 1): void =>
  change(id, (sweep) => movedItem(sweep, item, by));

/** Queues an item again that stopped or failed. */
export const repeatItem = (id: string, item: string): void =>
  change(id, (sweep) => withItem(sweep, item, { state: 'queued', run: null, problem: null }));

function change(id: string, edit: (sweep: Sweep) => Sweep): void {
  const sweeps = useSweeps.getState().sweeps.map((sweep) => (sweep.id === id ? edit(sweep) : sweep));
  useSweeps.setState({ sweeps });
  const sweep = findSweep(id);
  if (!sweep) return;
  if (isDone(sweep)) release(id);
  void archiveCall('putSweep', id, sweep).catch(() => {});
}

let starting = false;
/** Runs of sweeps that were started by this page; others were cut short by a reload. */
const started = new Set<string>();

/** Starts the next run of a sweep that is not paused, unless a run goes on. */
async function advance(): Promise<void> {
  if (starting || activeRun(lab.getState()) || !canTrain(lab.getState())) return;
  const sweep = useSweeps.getState().sweeps.find((candidate) => !candidate.paused && !isDone(candidate));
  if (!sweep) return;
  starting = true;
  try {
    const interrupted = current(sweep);
    const item = interrupted ?? queued(sweep)[0];
    const run = await startItem(sweep, item);
    if (run) started.add(run);
    change(sweep.id, (now) =>
      run
        ? withItem(now, item.id, { state: 'running', run, problem: null })
        : { ...withItem(now, item.id, { state: 'queued', run: null }), paused: true },
    );
  } finally {
    starting = false;
  }
  // It may have ended before its id was known.
  follow(lab.getState().runs);
}

async function startItem(sweep: Sweep, item: SweepItem): Promise<string | null> {
  const resume = item.run ? await checkpointOfSaved(item.run) : null;
  // Begun anew, its run takes the place of the one that was cut short.
  if (item.run && !resume) discard(item.run);
  const { config, seed } = setupOf(sweep, item.values);
  const files = sweep.files.length > 0 ? ('chosen' as const) : [];
  return start({ own: { experiment: sweep.experiment, config, seed, sweep: sweep.id, files, resume } });
}

/** Takes note of how runs of sweeps ended, and goes on with the next. */
function follow(runs: readonly Run[]): void {
  if (starting) return;
  const { failure } = lab.getState();
  for (const sweep of useSweeps.getState().sweeps) {
    const item = current(sweep);
    if (!item?.run || !started.has(item.run)) continue;
    const run = runs.find(({ id }) => id === item.run);
    if (run && !hasEnded(run)) continue;
    const state = run?.state === 'finished' || run?.state === 'stopped' ? run.state : 'failed';
    const problem = state === 'failed' ? (failure?.message ?? 'The run failed.') : null;
    // Whoever stops one run, or has no adapter, does not want the next at once.
    const halt = state === 'stopped' || (state === 'failed' && HALTING.includes(failure?.kind ?? ''));
    change(sweep.id, (now) => ({
      ...withItem(now, item.id, { state, problem, run: run ? item.run : null }),
      paused: now.paused || halt,
    }));
  }
  setTimeout(() => void advance());
}

/** After these, the next run would fail like this one. */
const HALTING: readonly string[] = ['adapter', 'lost', 'internal'];

function discard(run: string): void {
  removeRuns([run]);
  void archiveCall('remove', [run]).catch(() => {});
}
