// A histogram as bars, with its ends and zero named.

import { formatNumber } from '../../../base/format';
import styles from './weights.module.css';

interface HistogramProps {
  counts: readonly number[];
  limit: number;
  /** Whether the bins start at −limit rather than at 0. */
  signed: boolean;
  label: string;
  small?: boolean;
  /** A value to mark, with what it is. */
  mark?: { at: number; name: string };
}

const HEIGHT = 24;

export function Histogram({ counts, limit, signed, label, small = false, mark }: HistogramProps) {
  const largest = Math.max(1, ...counts);
  // Square roots, so that the tails show beside the peak.
  const height = (count: number) => (count === 0 ? 0 : Math.max(0.6, HEIGHT * Math.sqrt(count / largest)));
  const place = (value: number) =>
    ((signed ? value + limit : value) / (signed ? 2 * limit : limit)) * counts.length;
  const end = formatNumber(Number(limit.toPrecision(3)));
  return (
    <div className={small ? styles.sparkline : styles.histogram} role="img" aria-label={label} title={label}>
      <svg viewBox={`0 0 ${counts.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {counts.map((count, bin) => (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bins keep their places
            key={bin}
            x={bin + 0.05}
            y={HEIGHT - height(count)}
            width={0.9}
            height={height(count)}
          />
        ))}
        {mark && limit > 0 && mark.at <= limit && (
          <line
            x1={place(mark.at)}
            x2={place(mark.at)}
            y1={0}
            y2={HEIGHT}
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      {!small && (
        <p aria-hidden="true">
          <span>{signed ? `−${end}` : '0'}</span>
          {signed && <span>0</span>}
          <span>{end}</span>
        </p>
      )}
    </div>
  );
}
