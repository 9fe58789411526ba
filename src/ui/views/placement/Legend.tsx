// What the colours of the board mean.

import { formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { useTheme } from '../../shell/theme';
import { dearest, niceTop } from './boardModel';
import styles from './placement.module.css';
import { rampGradient } from './ramp';
import { useRanComparison } from './useRanComparison';

export function Legend({ evaluation }: { evaluation: Evaluation }) {
  const theme = useTheme((state) => state.theme);
  const top = niceTop(dearest(evaluation));
  const ran = useRanComparison(evaluation);
  const marked = ran?.devices.some((own) => own && own.measured > 0);
  const prefetches = evaluation.devices.some(({ perf }) => perf.prefetch > 0);
  return (
    <div className={styles.legend}>
      <Pair title="lookup" colour="--series-1" />
      <Pair title="exchange" colour="--series-2" />
      {prefetches && (
        <span>
          <i style={{ background: 'var(--series-3)' }} />
          filling caches
        </span>
      )}
      <span title="Outlined in the bars: what all other devices wait for">
        <i className={styles.waited} /> waited for
      </span>
      {marked && (
        <span
          title={`Of each device’s shards and copies alone, on ${ran?.ran.adapter}, of tables as they ran; predicted of the same kernels by ${evaluation.cost.name}. Devices that were changed since have no mark.`}
        >
          {ran?.compared.shrunk ? 'kernels, tables shrunk' : 'kernels'}
          <i className={styles.measuredMark} /> measured
          <i className={styles.predictedMark} /> predicted
        </span>
      )}
      <span title="The colour of a shard: what it costs in a training step">
        shard 0
        <i className={styles.ramp} style={{ background: rampGradient(theme) }} />
        {formatMilliseconds(top)}
      </span>
    </div>
  );
}

const Pair = ({ title, colour }: { title: string; colour: string }) => (
  <span>
    <i style={{ background: `var(${colour})` }} />
    {title} forward
    <i style={{ background: `var(${colour})`, opacity: 0.5 }} />
    backward
  </span>
);
