// Predicted beside measured peak, and the error of the prediction.

import { formatBytes } from '../../../base/format';
import { Provenance } from '../train/Card';
import styles from './MemoryView.module.css';

export function TotalBars({ predicted, measured }: { predicted: number; measured: number | undefined }) {
  const largest = Math.max(predicted, measured ?? 0);
  return (
    <header className={styles.totals}>
      <Provenance kind="predicted" />
      <i data-kind="predicted" style={{ width: `${(100 * predicted) / largest}%` }} />
      <b>{formatBytes(predicted)}</b>
      <Provenance kind="measured" />
      {measured === undefined ? (
        <span>at the first evaluation</span>
      ) : (
        <i data-kind="measured" style={{ width: `${(100 * measured) / largest}%` }} />
      )}
      <b>{measured === undefined ? '–' : formatBytes(measured)}</b>
      <p>
        {measured === undefined
          ? 'Planned before anything was allocated; the real peak of the device’s buffers is read once all of the run is on it.'
          : describeError(predicted, measured)}
      </p>
    </header>
  );
}

function describeError(predicted: number, measured: number): string {
  if (predicted === measured) return 'The prediction is the real peak of the device’s buffers, to the byte.';
  const error = (100 * (predicted - measured)) / measured;
  const size = Math.abs(error).toFixed(Math.abs(error) < 0.095 ? 3 : 1);
  return `The prediction is ${size} % ${error > 0 ? 'above' : 'below'} the real peak of the device’s buffers.`;
}
