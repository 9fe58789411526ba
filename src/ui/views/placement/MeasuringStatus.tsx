// How far a run is that the panel asked for, and the way to end it.

import { Icon } from '../../shell/Icon';
import { stopMeasuring, useMeasuring } from '../../state/placementMeasuring';
import { lab } from '../../state/store';
import styles from './sheets.module.css';
import tools from './tools.module.css';

/** Of the run that is to leave this file; nothing where there is none. */
export function MeasuringStatus({ file, stop = 'Stop measuring' }: { file: string; stop?: string }) {
  const asked = useMeasuring((state) => state.asked);
  const run = lab(({ runs }) =>
    asked && asked !== 'starting' ? runs.find(({ id }) => id === asked.run) : undefined,
  );
  if (!asked || asked === 'starting' || asked.file !== file || !run) return null;
  const { text, done, total } = run.status ?? { text: 'Starting' };
  return (
    <div className={styles.going}>
      <p className={styles.hint} aria-live="polite">
        {run.name}: {text}
      </p>
      <progress
        aria-label={`${text}, progress`}
        max={1}
        value={done !== undefined && total ? done / total : undefined}
      />
      <div className={tools.tools}>
        <button type="button" onClick={stopMeasuring}>
          <Icon name="stop" size={10} /> {stop}
        </button>
      </div>
    </div>
  );
}
