// How far the run is, in tiles.

import type { CSSProperties } from 'react';
import { useTableVersion } from '../charts/useTableVersion';
import { stepOf } from '../state/run';
import { activeRun, lab } from '../state/store';
import styles from './Header.module.css';

export function Progress() {
  const run = lab(activeRun);
  useTableVersion(run?.tables.training);
  const total = run?.forecast?.totalSteps;
  const compiled = run?.status?.total ? (run.status.done ?? 0) / run.status.total : 0;
  const done = run?.state === 'starting' ? compiled : run && total ? stepOf(run) / total : 0;
  const percent = Math.round(100 * Math.min(done, 1));
  return (
    <div
      className={styles.progress}
      role="progressbar"
      aria-label="Progress of the run"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div
        className={styles.tiles}
        data-state={run?.state}
        style={{ '--done': `${100 * Math.min(done, 1)}%` } as CSSProperties}
      />
    </div>
  );
}
