// The value of the run the page is about, or the mean of its group: under the cursor, else the latest.

import { formatMetric, metricName } from '../state/format';
import styles from './charts.module.css';
import type { Curve } from './curves';
import { latestOf, type Reading } from './readout';
import { Swatch } from './Swatch';
import { useTableVersion } from './useTableVersion';

interface LatestProps {
  curves: readonly Curve[];
  /** At the cursor; null while there is none. */
  readings: readonly Reading[] | null;
}

export function Latest({ curves, readings }: LatestProps) {
  const shown = curves.filter((curve) => curve.shown);
  useTableVersion(shown[0]?.members[0].table);
  return (
    <ul className={styles.latest} aria-label="Values of the shown run">
      {shown.map((curve) => {
        const value = readings
          ? readings.find((reading) => reading.curve.key === curve.key)?.value
          : latestOf(curve);
        return (
          <li key={curve.key}>
            <Swatch {...curve} />
            {shown.length > 1 && <span>{metricName(curve.metric)}</span>}
            {curve.members.length > 1 && <span>mean of {curve.members.length}</span>}
            <b>{value === undefined ? '–' : formatMetric(curve.metric, value)}</b>
          </li>
        );
      })}
    </ul>
  );
}
