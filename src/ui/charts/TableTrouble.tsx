// In place of a chart's table that could not be loaded.

import { isLoadFailure, LOAD_ADVICE } from '../../base/loading';
import type { TroubleProps } from '../shell/loadable';
import styles from './charts.module.css';

export function TableTrouble({ error, retry }: TroubleProps) {
  return (
    <div className={styles.tableHost} role="alert">
      <p>
        {isLoadFailure(error)
          ? `The table could not be loaded. ${LOAD_ADVICE}`
          : 'The table stopped over an error.'}
      </p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}
