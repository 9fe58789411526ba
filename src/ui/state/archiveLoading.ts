// Reads the rows of kept runs, one run at a time: the one shown first, then those that the charts draw, newest
// first. What was read is told to the page a few times a second, not once a run.

import type { ColumnBundle } from '../../lab/bundle';
import { ArchiveError, archiveCall } from './archiveClient';
import { drawnRuns } from './drawnRuns';
import type { Run } from './run';
import { detailsFromBundle, partsFromBundle } from './runBundle';
import { startLog } from './runLog';
import { lab, shownRun } from './store';

/** Rows are read ahead of need up to this many bytes of bundles; further runs are read when they are shown. */
const AHEAD_BYTES = 128 * 2 ** 20;
const TELL_MILLISECONDS = 250;

const found = new Map<string, Partial<Run>>();
/** Runs of which more than the rows was taken over. */
const detailed = new Set<string>();
let reading = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Call once. */
export function connectLoading(): void {
  lab.subscribe((state, before) => {
    const same = state.runs === before.runs && state.shown === before.shown;
    if (!same || state.grouping !== before.grouping) void readNext();
  });
}

async function readNext(): Promise<void> {
  if (reading) return;
  reading = true;
  for (let run = nextRun(); run; run = nextRun()) await read(run);
  reading = false;
}

function nextRun(): Run | undefined {
  const state = lab.getState();
  const shown = shownRun(state);
  if (shown && isWanted(shown, true)) return shown;
  const ahead = state.runs.reduce((sum, run) => sum + (run.loaded ? (run.keptBytes ?? 0) : 0), 0);
  if (ahead > AHEAD_BYTES) return undefined;
  const rest = drawnRuns(state).runs.filter((run) => isWanted(run, false));
  return rest.findLast(({ experiment }) => experiment === shown?.experiment) ?? rest.at(-1);
}

const isWanted = (run: Run, details: boolean): boolean =>
  run.keptBytes !== null &&
  run.damaged === null &&
  !found.has(run.id) &&
  (!run.loaded || (details && run.inspection === null && !detailed.has(run.id)));

async function read(run: Run, whole = false): Promise<void> {
  try {
    take(run, await archiveCall('read', run.id), whole);
  } catch (error) {
    const reason = error instanceof ArchiveError ? error.message : String(error);
    found.set(run.id, { damaged: reason, claims: [] });
  }
  if (lab.getState().shown === run.id) tell();
  else timer ??= setTimeout(tell, TELL_MILLISECONDS);
}

function take(run: Run, bundle: ColumnBundle, whole: boolean): void {
  const details = whole || lab.getState().shown === run.id;
  if (details) detailed.add(run.id);
  startLog(run.id, bundle.events, bundle.result.wallSeconds);
  found.set(run.id, {
    ...(run.loaded ? {} : partsFromBundle(run, bundle)),
    ...(details && detailsFromBundle(bundle)),
  });
}

function tell(): void {
  clearTimeout(timer);
  timer = undefined;
  if (found.size === 0) return;
  const runs = lab.getState().runs.map((run) => {
    const parts = found.get(run.id);
    return parts ? { ...run, ...parts } : run;
  });
  found.clear();
  lab.setState({ runs });
}

/** The run with everything that was kept of it, as far as it can be read. */
export async function wholeRun(id: string): Promise<Run | undefined> {
  const find = () => lab.getState().runs.find((run) => run.id === id);
  tell();
  const run = find();
  if (run && isWanted(run, true)) await read(run, true);
  tell();
  return find();
}
