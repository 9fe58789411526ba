// Sharing: a link to the settings, and the command line that runs them, or the run that is shown, in a terminal.

import { linkOf } from '../state/address';
import { commandLineOf, nextCommandLine, TUNING_FILE } from '../state/commandLine';
import { differences } from '../state/history';
import { liveChanges } from '../state/live';
import type { Run } from '../state/run';
import { lab, shownRun, willBeTuned } from '../state/store';
import { Dialog } from './Dialog';
import { copy } from './overlayState';
import styles from './ShareSheet.module.css';

export default function ShareSheet() {
  const state = lab();
  const run = shownRun(state);
  const files = [...state.trainFiles, ...state.testFiles];
  return (
    <Dialog title="Share">
      <Line
        id="share-link"
        title="Link to these settings"
        value={linkOf(state)}
        what="Link"
        note={[
          files.length > 0
            ? 'Your files are not part of it: whoever opens it adds their own.'
            : 'It holds only what differs from the defaults.',
          state.panel === 'placement' &&
            (state.placed
              ? 'It opens the same tables on the same cluster; the plan is a file of its own (Save plan).'
              : 'The tables and numbers that are placed are not part of it: no address says them.'),
        ]
          .filter(Boolean)
          .join(' ')}
      />
      <Line
        id="share-command"
        title="The same in a terminal"
        value={nextCommandLine(state)}
        what="Command line"
        note={[
          'In a copy of this project, after npm install. It needs no window.',
          files.length > 0 && 'Put the paths of your files in place of their names.',
          willBeTuned(state) && `${TUNING_FILE} is what Export saves (${TUNING_PLACE}).`,
        ]
          .filter(Boolean)
          .join(' ')}
      />
      {run && differences(run, state).length > 0 && (
        <Line
          id="share-run"
          title={`The run shown, ${run.name}`}
          value={commandLineOf(run, { tuned: run.tuning !== null })}
          what="Command line"
          note={caveat(run)}
        />
      )}
    </Dialog>
  );
}

/** Where a tuning is exported. */
const TUNING_PLACE = 'Kernel times, Tuning';

/** What the command line of a run leaves out. */
function caveat(run: Run): string {
  const changes = liveChanges(run);
  const steered = changes.length
    ? `Without what was changed while it ran: ${changes.map(({ key, value, step }) => `${key} = ${value} from step ${step + 1}`).join(', ')}.`
    : '';
  const tuned = run.tuning
    ? `${TUNING_FILE} has to be the tuning ${run.tuning}: Export (${TUNING_PLACE}) saves the present one.`
    : '';
  return [run.forecast ? `Its data: ${run.forecast.data}.` : '', steered, tuned].filter(Boolean).join(' ');
}

interface LineProps {
  id: string;
  title: string;
  value: string;
  what: string;
  note: string;
}

function Line({ id, title, value, what, note }: LineProps) {
  return (
    <div className={styles.line}>
      <label htmlFor={id}>{title}</label>
      <input
        id={id}
        type="text"
        readOnly
        value={value}
        aria-describedby={`${id}-note`}
        onFocus={({ target }) => target.select()}
      />
      <button type="button" onClick={() => void copy(value, what)}>
        Copy
      </button>
      <p id={`${id}-note`}>{note}</p>
    </div>
  );
}
