// The four numbers one looks for first.

import { formatNumber } from '../../../base/format';
import { useTableVersion } from '../../charts/useTableVersion';
import { formatMetric, metricName } from '../../state/format';
import { type Run, stepOf } from '../../state/run';
import { findExperiment } from '../../state/setup';
import { lab, shownRun } from '../../state/store';
import styles from './TrainView.module.css';

export function Headline() {
  const run = lab(shownRun);
  const chosen = lab((state) => state.experiment);
  useTableVersion(run?.tables.training);
  useTableVersion(run?.tables.evaluation);
  const { views, headline } = findExperiment(run?.experiment ?? chosen);
  if (headline)
    return (
      <dl className={styles.headline}>
        {headline.map((metric) => (
          <Value key={metric} metric={metric} value={run?.metrics[metric]} />
        ))}
      </dl>
    );
  const score = views.find(({ table }) => table === 'evaluation')?.y[0] ?? 'testLoss';
  const total = run?.forecast?.totalSteps;
  return (
    <dl className={styles.headline}>
      <div>
        <dt>Step</dt>
        <dd>
          {run ? formatNumber(stepOf(run)) : '–'}
          {total !== undefined && <small> of {formatNumber(total)}</small>}
        </dd>
      </div>
      <Figure run={run} table="training" metric="trainLoss" />
      <Figure run={run} table="evaluation" metric={score} />
      <div>
        <dt>Samples per second</dt>
        <dd>{speedOf(run)}</dd>
      </div>
    </dl>
  );
}

interface FigureProps {
  run: Run | null;
  table: 'training' | 'evaluation';
  metric: string;
}

function Figure({ run, table, metric }: FigureProps) {
  return <Value metric={metric} value={run?.tables[table].last(metric)} />;
}

function Value({ metric, value }: { metric: string; value: number | undefined }) {
  const name = metricName(metric);
  return (
    <div>
      <dt title={name}>{name.charAt(0).toUpperCase() + name.slice(1)}</dt>
      <dd>{value === undefined ? '–' : formatMetric(metric, value)}</dd>
    </div>
  );
}

/** The median over the run once it has ended, the latest while it goes. */
function speedOf(run: Run | null): string {
  const value = run?.metrics.samplesPerSecond ?? run?.tables.training.last('samplesPerSecond');
  return value === undefined ? '–' : formatNumber(+value.toPrecision(3));
}
