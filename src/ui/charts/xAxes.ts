// What charts over steps can have along their x axis, and where a run's rows are on it.

import { formatNumber, formatScaled, formatSeconds } from '../../base/format';
import type { ChartView } from '../../experiments/experiment';
import type { XAxis } from '../state/chartSettings';
import { metricName } from '../state/format';
import type { MetricTable } from '../state/metricTable';
import type { Run } from '../state/run';
import { GrowingColumn } from './growing';
import { firstRowFrom, type XColumn } from './rows';

/** The name under the axis, and how one of its values reads. */
export interface AxisName {
  title: string;
  /** Before a value: "step 400". */
  one: string;
  format(value: number): string;
}

const names: Record<XAxis, AxisName> = {
  step: { title: 'step', one: 'step', format: formatNumber },
  epoch: { title: 'epoch', one: 'epoch', format: formatNumber },
  time: { title: 'training time, s', one: 'after', format: formatSeconds },
  samples: { title: 'samples seen', one: 'sample', format: formatNumber },
  flops: { title: 'FLOP done', one: 'after', format: (value) => formatScaled(value, 'FLOP') },
};

/** The axis a chart has: the chosen one where it is declared over steps, else its own. */
export const axisOf = (view: ChartView, chosen: XAxis): string => (view.x === 'step' ? chosen : view.x);

export const axisName = (axis: string): AxisName =>
  names[axis as XAxis] ?? { title: metricName(axis), one: metricName(axis), format: formatNumber };

/** Where the rows of a table are; null when the run does not say. */
export function xColumn(run: Run, table: 'training' | 'evaluation', axis: string): XColumn | null {
  const rows = run.tables[table];
  const of = (name: string, factor = 1): XColumn | null =>
    rows.has(name) ? { values: rows.column(name), factor } : null;
  const { batch } = run.config;
  switch (axis) {
    case 'samples':
      return typeof batch === 'number' && batch > 0 ? of('step', batch) : null;
    case 'flops':
      return run.forecast?.flopsPerStep ? of('step', run.forecast.flopsPerStep) : null;
    case 'time': {
      const times = trainingTimes(run.tables.training);
      if (!times || table === 'training') return times;
      return timesOfSteps(rows, { values: run.tables.training.column('step'), factor: 1 }, times);
    }
    default:
      return of(axis);
  }
}

const cumulative = new WeakMap<MetricTable, GrowingColumn>();

/** Seconds of training up to the end of each row's step; evaluations do not count. */
function trainingTimes(table: MetricTable): XColumn | null {
  if (!table.has('stepMs')) return null;
  const times = cumulative.get(table) ?? new GrowingColumn();
  cumulative.set(table, times);
  const steps = table.column('stepMs');
  let sum = times.length ? times.values[times.length - 1] : 0;
  for (let row = times.length; row < steps.length; row++) {
    if (Number.isFinite(steps[row])) sum += steps[row] / 1000;
    times.push(sum);
  }
  return { values: times.values, factor: 1 };
}

const matched = new WeakMap<MetricTable, GrowingColumn>();

/** Seconds of training at each evaluation. */
function timesOfSteps(table: MetricTable, steps: XColumn, times: XColumn): XColumn | null {
  if (!table.has('step')) return null;
  const found = matched.get(table) ?? new GrowingColumn();
  matched.set(table, found);
  const own = table.column('step');
  const length = Math.min(steps.values.length, times.values.length);
  for (let row = found.length; row < own.length; row++) {
    const at = Math.min(firstRowFrom(steps, own[row], 0, length), length - 1);
    found.push(at < 0 ? Number.NaN : times.values[at]);
  }
  return { values: found.values, factor: 1 };
}
