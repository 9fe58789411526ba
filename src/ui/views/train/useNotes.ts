// What a setting means to the run that goes on: waiting for a restart, or in effect and since when.

import type { FieldProps } from '../../controls/Field';
import { isLive, liveChanges, pendingKeys, useLive } from '../../state/live';
import { activeRun, lab } from '../../state/store';

type Note = Pick<FieldProps, 'note' | 'noteTone'>;

const restart: Note = { note: 'applies on restart', noteTone: 'amber' };
const live: Note = { note: 'takes effect at once', noteTone: 'plain' };

/** The note of a setting by its key; none while nothing runs. */
export function useNotes(): (key: string) => Note | undefined {
  useLive();
  const run = lab(activeRun);
  const experiment = lab((state) => state.experiment);
  // What is pending follows from these too.
  lab((state) => state.config);
  lab((state) => state.seed);
  if (run?.experiment !== experiment) return () => undefined;
  const pending = new Set(pendingKeys(lab.getState()));
  const changes = new Map(liveChanges(run).map((change) => [change.key, change]));
  return (key) => {
    if (pending.has(key)) return restart;
    const change = changes.get(key);
    if (change) return { note: `in effect since step ${change.step + 1}`, noteTone: 'good' };
    return isLive(experiment, key) ? live : undefined;
  };
}
