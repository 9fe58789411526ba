// The sentence under a chart.

import type { ChartView } from '../../experiments/experiment';
import { formatMetric } from '../state/format';
import styles from './charts.module.css';
import type { Curve } from './curves';
import { latestOf } from './readout';
import { summarise } from './summarise';
import { isShort } from './useContent';
import { useTableVersion } from './useTableVersion';
import { axisName } from './xAxes';

interface SummaryProps {
  view: ChartView;
  curves: readonly Curve[];
  axis: string;
}

export function Summary({ view, curves, axis }: SummaryProps) {
  const drawn = curves.filter(({ second, metric, members }) => !second && members[0].table.has(metric));
  const main = drawn.find(({ shown }) => shown) ?? drawn[0];
  useTableVersion(main?.members[0].table, 1000);
  const [member] = main?.members ?? [];
  const x = member?.x();
  const parts = member
    ? [summarise(view.y[0], x ?? null, member.table.column(view.y[0]), axisName(axis))]
    : ['No values yet.'];
  const whole = main && main.members.length > 1 ? main.owner : `${drawn.length} curves`;
  if (member && (drawn.length > 1 || main.members.length > 1))
    parts.unshift(`${member.run.name} of ${whole}:`);
  const best = drawn.length > 1 ? lowestOf(drawn) : null;
  if (best) parts.push(`Latest values from ${best}.`);
  if (!isShort(view.label)) parts.push(`Vertical axis: ${view.label}.`);
  const text = parts.join(' ');
  return (
    <p className={member ? styles.summary : 'visually-hidden'} title={text}>
      {text}
    </p>
  );
}

/** "0.412 (amber falcon) to 0.693 (batch 64)". */
function lowestOf(curves: readonly Curve[]): string | null {
  const latest = curves.flatMap((curve) => {
    const value = latestOf(curve);
    return value === undefined ? [] : [{ ...curve, value }];
  });
  if (latest.length < 2) return null;
  latest.sort((a, b) => a.value - b.value);
  const show = ({ name, metric, value }: (typeof latest)[number]) =>
    `${formatMetric(metric, value)} (${name})`;
  return `${show(latest[0])} to ${show(latest[latest.length - 1])}`;
}
