// What can be done with the selected runs.

import { deleteRuns } from '../../state/deleting';
import { exportBundle } from '../../state/files';
import { hasEnded, type Run } from '../../state/run';
import { select, useRunList } from '../../state/runList';
import { updateRuns } from '../../state/runs';
import styles from './runs.module.css';

export function SelectionBar({ listed }: { listed: readonly Run[] }) {
  const selected = useRunList((state) => state.selected);
  const chosen = listed.filter(({ id }) => selected.has(id));
  if (chosen.length === 0) return null;
  const allHidden = chosen.every(({ hidden }) => hidden);
  const savable = chosen.filter((run) => run.origin !== 'recorded' && run.damaged === null && hasEnded(run));
  const save = async () => {
    for (const run of savable) await exportBundle(run);
  };
  return (
    <div className={styles.selection} role="toolbar" aria-label="Selected runs">
      <span aria-live="polite">
        <b>{chosen.length}</b> selected
      </span>
      <button
        type="button"
        className={styles.button}
        disabled={chosen.length < 2}
        title="Settings and results side by side (C)"
        onClick={() => useRunList.setState({ part: 'compare' })}
      >
        Compare
      </button>
      <button
        type="button"
        className={styles.button}
        onClick={() =>
          updateRuns(
            chosen.map(({ id }) => id),
            { hidden: !allHidden },
          )
        }
      >
        {allHidden ? 'Show in charts' : 'Hide from charts'}
      </button>
      <button
        type="button"
        className={styles.button}
        disabled={savable.length === 0}
        title="Each as one Arrow file"
        onClick={() => void save()}
      >
        Save {savable.length === 1 ? 'bundle' : 'bundles'}
      </button>
      <button
        type="button"
        className={`${styles.button} ${styles.danger}`}
        onClick={() => void deleteRuns(chosen.map(({ id }) => id))}
      >
        Delete
      </button>
      <button type="button" className={`${styles.button} ${styles.clear}`} onClick={() => select([])}>
        Clear
      </button>
    </div>
  );
}
