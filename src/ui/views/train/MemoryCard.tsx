// GPU memory: what was predicted before anything was allocated, what it was, and the error between them.

import { formatBytes } from '../../../base/format';
import type { Run } from '../../state/run';
import { Card, Provenance } from './Card';
import styles from './Inspector.module.css';

export function MemoryCard({ run: { forecast, metrics } }: { run: Run }) {
  if (!forecast) return null;
  const predicted = forecast.predictedPeakBytes;
  const measured = metrics.peakBytes as number | undefined;
  const largest = Math.max(predicted, measured ?? 0);
  const error = measured ? (100 * (predicted - measured)) / measured : undefined;
  const widest = forecast.memory[0]?.bytes ?? 1;
  return (
    <Card
      title="GPU memory"
      aside={
        error === undefined
          ? undefined
          : `prediction ${error >= 0 ? '+' : '−'}${Math.abs(error).toFixed(1)} %`
      }
    >
      <div className={styles.memory}>
        <Provenance kind="predicted" />
        <i
          className={styles.bar}
          data-kind="predicted"
          style={{ width: `${(100 * predicted) / largest}%` }}
        />
        <span>{formatBytes(predicted)}</span>
        <Provenance kind="measured" />
        {measured === undefined ? (
          <span className={styles.note}>at the end of the run</span>
        ) : (
          <i
            className={styles.bar}
            data-kind="measured"
            style={{ width: `${(100 * measured) / largest}%` }}
          />
        )}
        <span>{measured === undefined ? '' : formatBytes(measured)}</span>
      </div>
      <details className={styles.buffers}>
        <summary>Predicted, by buffer</summary>
        <ul>
          {forecast.memory.slice(0, 12).map(({ name, bytes }) => (
            <li key={name}>
              <span>{name}</span>
              <span>{formatBytes(bytes)}</span>
              <i style={{ width: `${(100 * bytes) / widest}%` }} />
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}
