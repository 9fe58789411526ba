// What happens to a sweep, as functions of it: nothing here starts a run.

import type { Sweep, SweepItem } from '../../lab/sweep';

export const queued = ({ items }: Sweep): SweepItem[] => items.filter(({ state }) => state === 'queued');

/** The item whose run goes on, or was going on when the page was left. */
export const current = ({ items }: Sweep): SweepItem | undefined =>
  items.find(({ state }) => state === 'running');

export const isDone = (sweep: Sweep): boolean => queued(sweep).length === 0 && !current(sweep);

export const withItem = (sweep: Sweep, id: string, change: Partial<SweepItem>): Sweep => ({
  ...sweep,
  items: sweep.items.map((item) => (item.id === id ? { ...item, ...change } : item)),
});

/** Without a queued item; others stay, since they have runs. */
export const withoutQueued = (sweep: Sweep, id?: string): Sweep => ({
  ...sweep,
  items: sweep.items.filter((item) => item.state !== 'queued' || (id !== undefined && item.id !== id)),
});

/** With a queued item one place earlier or later among the queued. */
export function movedItem(sweep: Sweep, id: string, by: -1 | 1): Sweep {
  const waiting = queued(sweep);
  const other = waiting[waiting.findIndex((item) => item.id === id) + by];
  const own = waiting.find((item) => item.id === id);
  if (!own || !other) return sweep;
  const items = sweep.items.map((item) => (item === own ? other : item === other ? own : item));
  return { ...sweep, items };
}

/** Mean seconds of the runs that finished, times what is left; undefined before any has. */
export function secondsLeft(
  sweep: Sweep,
  secondsOf: (run: string) => number | null | undefined,
): number | undefined {
  const times = sweep.items
    .filter(({ state, run }) => state === 'finished' && run)
    .map(({ run }) => secondsOf(run!))
    .filter((seconds) => typeof seconds === 'number');
  if (times.length === 0) return undefined;
  const mean = times.reduce((sum, seconds) => sum + seconds, 0) / times.length;
  const going = current(sweep)?.run;
  const spent = Math.min(mean, (going && secondsOf(going)) || 0);
  return mean * (queued(sweep).length + (going ? 1 : 0)) - spent;
}
