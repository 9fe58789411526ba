// Runs are kept in this browser: written when they end and every now and then before, listed again on the next
// visit, their rows read when they are needed. What cannot be kept stays on the page, and is said.

import { create } from 'zustand';
import type { RunChange } from '../../lab/archive';
import { RUNS_FOLDER } from '../../lab/archiveProtocol';
import type { RunLook, RunRecord } from '../../lab/archiveRecord';
import { ArchiveError, archiveCall, hasArchive, openArchive } from './archiveClient';
import { connectLoading } from './archiveLoading';
import { nextTask } from './csv';
import { awaitRuns, connectOtherTabs, isFollowing } from './otherTabs';
import { heldElsewhere, hold, release } from './presence';
import { isActive, type Run } from './run';
import { bundleOf, isKeepable, recordOf, runFromRecord } from './runBundle';
import { updateRun } from './runs';
import { lab } from './store';

/** Kept runs that are made into runs of the page in one task. */
const MADE_AT_ONCE = 200;

/** A run that the browser had no room for. */
export interface Unkept {
  id: string;
  /** About as long as its bundle. */
  bytes: number;
}

interface ArchiveState {
  /** Whether this browser keeps anything; null until it was tried. */
  available: boolean | null;
  unkept: readonly Unkept[];
  /** Bytes in use and granted, when something was last refused. */
  storage: { used: number; granted: number } | null;
}

export const useArchive = create<ArchiveState>()(() => ({ available: null, unkept: [], storage: null }));

/** Call once: lists the runs of earlier visits and keeps those of this one. Resolves when they are listed. */
export async function connectArchive(): Promise<void> {
  lab.subscribe((state, before) => {
    if (state.runs !== before.runs) follow(state.runs, before.runs);
  });
  connectLoading();
  connectOtherTabs();
  if (await hasArchive(RUNS_FOLDER)) await listKept();
}

async function listKept(): Promise<void> {
  try {
    const records = await archiveCall('list');
    const elsewhere = await heldElsewhere(records.map(({ id }) => id));
    useArchive.setState({ available: true });
    // Another tab writes what goes on there; this one would show it standing still.
    awaitRuns(elsewhere);
    const kept = await runsFrom(records.filter(({ id }) => !elsewhere.has(id)));
    const { runs } = lab.getState();
    const known = new Set(runs.map(({ id }) => id));
    const added = kept.filter(({ id }) => !known.has(id));
    if (added.length) lab.setState({ runs: [...added, ...runs] });
  } catch {
    useArchive.setState({ available: false });
  }
}

/** Made some at a time, so that the page answers while there are many; all of them appear at once. */
async function runsFrom(records: readonly RunRecord[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (const [index, record] of records.entries()) {
    runs.push(runFromRecord(record));
    if (index % MADE_AT_ONCE === MADE_AT_ONCE - 1) await nextTask();
  }
  return runs;
}

/** Does what the changes of the list ask for. */
function follow(runs: readonly Run[], before: readonly Run[]): void {
  const earlier = new Map(before.map((run) => [run.id, run]));
  const looks: RunChange[] = [];
  for (const run of runs) {
    const was = earlier.get(run.id);
    if (was === run || run.origin === 'recorded') continue;
    const active: boolean = isActive(run);
    if (active) {
      hold(run.id);
      // Ready before the run ends: whoever leaves right then finds it kept.
      openArchive();
    }
    const opened = !was && run.origin === 'file' && run.keptBytes === null;
    if (opened || (was && isActive(was) && !active)) void keepRun(run.id);
    else if (was && !isFollowing() && looksOtherwise(run, was)) {
      const { id, name, colour, pinned, hidden } = run;
      looks.push({ id, name, colour, pinned, hidden });
    }
    if (!active) release(run.id);
  }
  if (looks.length) void archiveCall('change', looks).catch(() => {});
}

const looksOtherwise = (a: RunLook, b: RunLook): boolean =>
  a.name !== b.name || a.colour !== b.colour || a.pinned !== b.pinned || a.hidden !== b.hidden;

/** Writes a run as it is now in place of what was kept of it. */
export async function keepRun(id: string): Promise<void> {
  const run = lab.getState().runs.find((candidate) => candidate.id === id);
  if (!run || !isKeepable(run)) return;
  const bundle = bundleOf(run);
  const others = () => useArchive.getState().unkept.filter((entry) => entry.id !== id);
  try {
    const keptBytes = await archiveCall('put', recordOf(run), bundle);
    useArchive.setState({ available: true, unkept: others() });
    updateRun(id, { keptBytes });
  } catch (error) {
    if (!(error instanceof ArchiveError) || error.reason !== 'full') {
      useArchive.setState({ available: false });
      return;
    }
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    const columns = [...Object.values(bundle.tables.training), ...Object.values(bundle.tables.evaluation)];
    const bytes = columns.reduce((sum, { byteLength }) => sum + byteLength, 0);
    useArchive.setState({
      unkept: [...others(), { id, bytes }],
      storage: { used: usage, granted: quota },
    });
  }
}

/** Tries again to keep what there was no room for. */
export async function keepUnkept(): Promise<void> {
  for (const { id } of useArchive.getState().unkept) await keepRun(id);
}

/** Nothing more is said of what was not kept, until the next time. */
export const dismissUnkept = (): void => useArchive.setState({ unkept: [] });
