// Deleting runs, and having them back: what is deleted stays at hand for a few seconds.

import { create } from 'zustand';
import { forgetCheckpoint } from '../../lab/storage';
import { keepUnkept, useArchive } from './archive';
import { archiveCall } from './archiveClient';
import { isActive, type Run } from './run';
import { stop } from './runActions';
import { removeRuns } from './runs';
import { lab } from './store';

export const UNDO_SECONDS = 10;

/** What can be had back. */
export const useDeleted = create<{ runs: readonly Run[] }>()(() => ({ runs: [] }));

let timer: ReturnType<typeof setTimeout> | undefined;

/** Removes runs from the page and from what is kept; one that is going on is stopped first. */
export async function deleteRuns(ids: readonly string[]): Promise<void> {
  const gone = new Set(ids);
  const chosen = () => lab.getState().runs.filter(({ id }) => gone.has(id));
  if (chosen().some(isActive)) await stop();
  forgetDeleted();
  const runs = chosen();
  if (runs.length === 0) return;
  useDeleted.setState({ runs });
  removeRuns(ids);
  useArchive.setState(({ unkept }) => ({ unkept: unkept.filter(({ id }) => !gone.has(id)) }));
  timer = setTimeout(forgetDeleted, 1000 * UNDO_SECONDS);
  await markDeleted(runs, Date.now());
}

export async function undoDelete(): Promise<void> {
  const { runs } = useDeleted.getState();
  if (runs.length === 0) return;
  clearTimeout(timer);
  useDeleted.setState({ runs: [] });
  const all = [...lab.getState().runs, ...runs].sort((a, b) => a.createdAt - b.createdAt);
  lab.setState({ runs: all });
  await markDeleted(runs, null);
}

const markDeleted = (runs: readonly Run[], deletedAt: number | null): Promise<void> =>
  archiveCall(
    'change',
    runs.map(({ id }) => ({ id, deletedAt })),
  ).catch(() => {});

/** Now it is final. */
function forgetDeleted(): void {
  clearTimeout(timer);
  const { runs } = useDeleted.getState();
  if (runs.length === 0) return;
  useDeleted.setState({ runs: [] });
  const gone = archiveCall(
    'remove',
    runs.map(({ id }) => id),
  );
  for (const { id } of runs) void forgetCheckpoint(id);
  // The room may do for what had none.
  void gone.then(keepUnkept).catch(() => {});
}
