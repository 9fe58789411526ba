// The rows behind a chart for a file: of one run or of every drawn one, all of them, nothing decimated or
// smoothed.

import type { ChartView } from '../../experiments/experiment';
import type { Run } from '../state/run';
import type { Curve } from './curves';
import { xColumn } from './xAxes';

export interface ChartData {
  /** Of `columns`, before which comes the name of the run. */
  names: readonly string[];
  parts: readonly { label: string; columns: readonly Float64Array[] }[];
}

/** What an axis that is computed is called in a file. */
const computed: Record<string, string> = {
  time: 'trainingSeconds',
  samples: 'samplesSeen',
  flops: 'flopsDone',
};

export function chartData(view: ChartView, runs: readonly Run[], axis: string): ChartData {
  const tables = runs.map((run) => run.tables[view.table]);
  const own = [...new Set([view.x, 'step', 'epoch', ...view.y])];
  const kept = own.filter((name) => tables.some((table) => table.has(name)));
  const extra = computed[axis];
  return {
    names: extra ? [...kept, extra] : kept,
    parts: runs.map((run, index) => {
      const columns = kept.map((name) => tables[index].column(name));
      if (!extra) return { label: run.name, columns };
      const x = xColumn(run, view.table, axis);
      const values = x
        ? x.values.map((value) => value * x.factor)
        : new Float64Array(tables[index].length).fill(Number.NaN);
      return { label: run.name, columns: [...columns, values] };
    }),
  };
}

/** The runs that a chart draws, each once. */
export const runsOf = (curves: readonly Curve[]): Run[] => [
  ...new Map(
    curves.flatMap(({ members }) =>
      members.filter(({ table }) => table.length > 0).map(({ run }) => [run.id, run] as const),
    ),
  ).values(),
];
