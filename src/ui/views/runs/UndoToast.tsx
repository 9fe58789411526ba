// Says what was deleted, and gives it back, for a few seconds.

import { formatNumber } from '../../../base/format';
import { undoDelete, useDeleted } from '../../state/deleting';
import styles from './UndoToast.module.css';

export function UndoToast() {
  const runs = useDeleted((state) => state.runs);
  if (runs.length === 0) return null;
  const what = runs.length === 1 ? `“${runs[0].name}”` : `${formatNumber(runs.length)} runs`;
  return (
    <div className={styles.toast} role="alert">
      <span>Deleted {what}.</span>
      <button type="button" title="Undo (Z)" onClick={() => void undoDelete()}>
        Undo
      </button>
    </div>
  );
}
