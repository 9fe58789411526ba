// What the model is and what a step of it takes.

import { formatNumber, formatScaled } from '../../../base/format';
import type { Run } from '../../state/run';
import { Card, Facts } from './Card';
import styles from './Inspector.module.css';

export function ModelCard({ run: { forecast, metrics } }: { run: Run }) {
  if (!forecast) return null;
  const { parameters, flopsPerStep, totalSteps, data } = forecast;
  const achieved = metrics.stepMs ? formatScaled((1000 * flopsPerStep) / metrics.stepMs, 'FLOP/s') : null;
  return (
    <Card title="Model and data">
      <Facts
        facts={[
          ['Parameters', formatNumber(parameters)],
          ['Work per step', formatScaled(flopsPerStep, 'FLOP')],
          ...(achieved ? [['Achieved', achieved] as const] : []),
          ['Steps', formatNumber(totalSteps)],
        ]}
      />
      <p className={styles.note}>{data}</p>
    </Card>
  );
}
