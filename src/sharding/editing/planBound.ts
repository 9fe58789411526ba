// A lower bound on the rating of every plan of a problem, whatever is edited: no device does less than its part of what
// the cheapest cut of every table costs, and none less than the dearest shard that no cut avoids.

import type { CostModel } from '../costModel';
import type { TablePlan } from '../problem';
import { cutTable, type ShardShape } from '../torchrec/geometry';
import type { PlannerProblem } from '../torchrec/options';
import { totalPerf } from '../torchrec/perf';
import { allowedKernels, allowedTypes } from '../torchrec/table';
import { splitCounts } from './recuts';

/** Against the rounding of sums in another order. */
const CLEAR = 1 - 1e-12;

const known = new WeakMap<PlannerProblem, WeakMap<CostModel, number>>();

/** Milliseconds, over all cuts into equal columns; kept once computed. Undefined of a cost that does not add up. */
export function planBound(problem: PlannerProblem, cost: CostModel): number | undefined {
  if (cost.devices) return undefined;
  const own = known.get(problem) ?? new WeakMap<CostModel, number>();
  known.set(problem, own);
  const found = own.get(cost);
  if (found !== undefined) return found;
  let sum = 0;
  let dearest = 0;
  for (const table of problem.tables.keys()) {
    let least = Number.POSITIVE_INFINITY;
    let narrowest = Number.POSITIVE_INFINITY;
    for (const plan of cutsOf(problem, table)) {
      const costs = cost.shards(plan).map(totalPerf);
      least = Math.min(
        least,
        costs.reduce((all, each) => all + each, 0),
      );
      narrowest = Math.min(narrowest, Math.max(...costs));
    }
    sum += least;
    dearest = Math.max(dearest, narrowest);
  }
  const bound = CLEAR * Math.max(sum / problem.topology.ranks, dearest);
  own.set(cost, bound);
  return bound;
}

/** Every type, kernel and number of column shards; where they lie changes no cost. */
function* cutsOf({ tables, topology }: PlannerProblem, table: number): Generator<TablePlan> {
  const { ranks, ranksPerHost } = topology;
  const { rows, dimension } = tables[table];
  for (const shardingType of allowedTypes(topology)) {
    const byColumns = shardingType.includes('column') || shardingType === 'grid_shard';
    for (const parts of byColumns ? [1, ...splitCounts(dimension)] : [1]) {
      const minPartition = dimension / parts;
      const shapes = cutTable([rows, dimension], { shardingType, ranks, ranksPerHost, minPartition });
      const shards = shapes.map(shardOf);
      for (const computeKernel of allowedKernels(topology, shardingType))
        yield { table, shardingType, computeKernel, shards };
    }
  }
}

const shardOf = ({ size: [rows, columns], offset: [firstRow, firstColumn] }: ShardShape) => ({
  device: 0,
  firstRow,
  rows,
  firstColumn,
  columns,
});
