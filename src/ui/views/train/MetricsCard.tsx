// Everything measured over the whole run, once there is any of it.

import { formatSeconds } from '../../../base/format';
import { formatMetric, metricName } from '../../state/format';
import type { Run } from '../../state/run';
import { Card, Facts } from './Card';
import styles from './Inspector.module.css';

/** Shown elsewhere on the page. */
const elsewhere = new Set(['parameters', 'flopsPerStep', 'predictedPeakBytes', 'peakBytes']);

export function MetricsCard({ run: { metrics, wallSeconds, weightHash } }: { run: Run }) {
  const entries = Object.entries(metrics).filter(([name]) => !elsewhere.has(name));
  if (entries.length === 0) return null;
  return (
    <Card title="Results" aside={wallSeconds === null ? 'so far' : `in ${formatSeconds(wallSeconds)}`}>
      <Facts
        facts={entries.map(
          ([name, value]) => [sentenceCase(metricName(name)), formatMetric(name, value)] as const,
        )}
      />
      {weightHash && (
        <p className={styles.note} title={weightHash}>
          Weights {weightHash.slice(0, 16)}: the same seed on the same adapter gives the same.
        </p>
      )}
    </Card>
  );
}

const sentenceCase = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
