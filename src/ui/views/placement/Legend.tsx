// What the colours of the board mean.

import { formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { useTheme } from '../../shell/theme';
import { dearest, niceTop, timeParts } from './boardModel';
import styles from './placement.module.css';
import { rampGradient } from './ramp';

export function Legend({ evaluation }: { evaluation: Evaluation }) {
  const theme = useTheme((state) => state.theme);
  const top = niceTop(dearest(evaluation));
  const prefetches = evaluation.devices.some(({ perf }) => perf.prefetch > 0);
  return (
    <div className={styles.legend}>
      {timeParts
        .filter(({ key }) => key !== 'prefetch' || prefetches)
        .map(({ key, title, colour, faded }) => (
          <span key={key}>
            <i style={{ background: `var(${colour})`, opacity: faded ? 0.5 : 1 }} />
            {title}
          </span>
        ))}
      <span title="Outlined in the bars: the device that all others wait for">
        <i className={styles.waited} /> waited for
      </span>
      <span title="What a shard costs in a training step">
        a shard costs 0
        <i className={styles.ramp} style={{ background: rampGradient(theme) }} />
        {formatMilliseconds(top)}
      </span>
    </div>
  );
}
