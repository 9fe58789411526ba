// The colour scale with its ends and zero, and the value under the cursor.

import { formatNumber } from '../../../base/format';
import type { Theme } from '../../shell/theme';
import { gradientOf } from './palette';
import styles from './weights.module.css';

interface ColourLegendProps {
  theme: Theme;
  /** Whether there are values below zero. */
  signed: boolean;
  /** Undefined where every picture has another. */
  limit?: number;
  ownScales: boolean;
  reading: string;
}

export function ColourLegend({ theme, signed, limit, ownScales, reading }: ColourLegendProps) {
  const end = limit === undefined ? 'each its largest' : formatNumber(Number(limit.toPrecision(3)));
  return (
    <p className={styles.legend}>
      {signed && <span>{limit === undefined ? '' : `−${end}`}</span>}
      <span
        className={styles.scale}
        data-signed={signed || undefined}
        style={{ background: gradientOf(theme, signed) }}
      >
        {signed && <i>0</i>}
      </span>
      {!signed && <span className={styles.zero}>0</span>}
      <span>{end}</span>
      {ownScales && limit !== undefined && <span>(this one)</span>}
      <span className={styles.reading} data-reading>
        {reading}
      </span>
    </p>
  );
}
