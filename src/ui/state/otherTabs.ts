// Runs that other tabs of this browser keep, change or delete: the list follows without a reload, and what goes on
// here is left alone.

import type { RunLook, RunRecord } from '../../lab/archiveRecord';
import { archiveCall, onOtherTab } from './archiveClient';
import { heldElsewhere, whenReleased } from './presence';
import { isActive, type Run } from './run';
import { runFromRecord } from './runBundle';
import { removeRuns } from './runs';
import { lab } from './store';

/** Changes that come together are followed once. */
const SETTLE_MILLISECONDS = 200;

/** Ids of runs that go on elsewhere and are waited for. */
const awaited = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;
let following = false;

/** Whether a change of the list comes from another tab, which has kept it. */
export const isFollowing = (): boolean => following;

/** Call once. */
export function connectOtherTabs(): void {
  onOtherTab(() => {
    clearTimeout(timer);
    timer = setTimeout(() => void followOthers(), SETTLE_MILLISECONDS);
  });
}

/** Takes over what the archive lists now. */
async function followOthers(): Promise<void> {
  const before = new Set(
    lab
      .getState()
      .runs.filter(({ keptBytes }) => keptBytes !== null)
      .map(({ id }) => id),
  );
  const records = await archiveCall('list').catch(() => undefined);
  if (!records) return;
  const elsewhere = await heldElsewhere(records.map(({ id }) => id));
  awaitRuns(elsewhere);
  const ended = new Map(records.filter(({ id }) => !elsewhere.has(id)).map((record) => [record.id, record]));
  const listed = new Set(records.map(({ id }) => id));
  const { runs } = lab.getState();
  const gone = runs.filter((run) => before.has(run.id) && !listed.has(run.id) && !isActive(run));
  const known = new Set(runs.map(({ id }) => id));
  const added = [...ended.values()].filter(({ id }) => !known.has(id)).map(runFromRecord);
  const followed = runs.map((run) => follow(run, ended.get(run.id)));
  following = true;
  try {
    if (added.length || followed.some((run, index) => run !== runs[index]))
      lab.setState({ runs: [...followed, ...added].sort((a, b) => a.createdAt - b.createdAt) });
    removeRuns(gone.map(({ id }) => id));
  } finally {
    following = false;
  }
}

/** Another tab writes what goes on there; this one lists it when it has ended, or its tab was closed. */
export function awaitRuns(ids: ReadonlySet<string>): void {
  for (const id of ids) {
    if (awaited.has(id)) continue;
    awaited.add(id);
    void whenReleased(id).then(() => {
      awaited.delete(id);
      return followOthers();
    });
  }
}

/** The run as it is kept; the same object where nothing of it has changed. */
function follow(run: Run, record: RunRecord | undefined): Run {
  const active: boolean = isActive(run);
  if (!record || active || run.keptBytes === null) return run;
  const { name, colour, pinned, hidden } = record;
  const looks: RunLook = { name: name || run.name, colour, pinned, hidden };
  const same = (Object.keys(looks) as (keyof RunLook)[]).every((key) => run[key] === looks[key]);
  if (record.bytes === run.keptBytes) return same ? run : { ...run, ...looks };
  // Another tab went on with it: its rows are read again.
  const { state, metrics, keptSteps, keptBytes, wallSeconds } = runFromRecord(record);
  return {
    ...run,
    ...looks,
    state,
    metrics,
    keptSteps,
    keptBytes,
    wallSeconds,
    loaded: false,
    damaged: null,
  };
}
