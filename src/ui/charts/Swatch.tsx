// A piece of a curve, in its colour and dash.

import styles from './charts.module.css';

export const Swatch = ({ colour, dash }: { colour: string; dash?: readonly number[] }) => (
  <svg className={styles.swatch} viewBox="0 0 18 4" aria-hidden="true">
    <line
      x1="0"
      y1="2"
      x2="18"
      y2="2"
      stroke={`var(${colour})`}
      strokeWidth="2.5"
      strokeDasharray={dash?.join(' ')}
    />
  </svg>
);
