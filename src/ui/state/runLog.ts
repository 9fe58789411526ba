// What happened when in each run of this visit; kept in its bundle.

import type { RunBundle } from '../../lab/bundle';
import type { RunUpdate } from '../../lab/protocol';

type Events = RunBundle['events'];

const logs = new Map<string, { started: number; events: Events }>();

/** Begins the log of a run, after what happened before it was interrupted. */
export function startLog(id: string, earlier: Events = [], earlierSeconds = 0): void {
  logs.set(id, { started: performance.now() - 1000 * earlierSeconds, events: [...earlier] });
}

export function logUpdate(id: string, update: RunUpdate): void {
  const text = update.kind === 'state' ? update.state : update.kind === 'failure' ? update.message : null;
  if (text !== null) logs.get(id)?.events.push({ seconds: secondsOf(id), text });
}

export const eventsOf = (id: string): Events => logs.get(id)?.events ?? [];

/** Seconds since the start of a run. */
export const secondsOf = (id: string): number => {
  const log = logs.get(id);
  return log ? (performance.now() - log.started) / 1000 : 0;
};
