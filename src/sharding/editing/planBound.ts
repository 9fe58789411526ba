// A lower bound on the rating of every plan of a problem, whatever is edited: no device does less than its part of what
// the cheapest cut of every table costs, and none less than the dearest shard that no cut avoids.

import type { CostModel } from '../costModel';
import type { TablePlan } from '../problem';
import { rowBlocks } from '../torchrec/geometry';
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
    for (const { plan, counts } of cutsOf(problem, table)) {
      const costs = cost.shards(plan).map(totalPerf);
      least = Math.min(
        least,
        costs.reduce((all, each, index) => all + each * counts[index], 0),
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

interface Cut {
  /** Of shards of different sizes alone, since where they lie changes no cost. */
  plan: TablePlan;
  /** How many there are of each. */
  counts: readonly number[];
}

/** Every type, kernel and number of column shards. */
function* cutsOf({ tables, topology }: PlannerProblem, table: number): Generator<Cut> {
  const { ranks, ranksPerHost } = topology;
  const { rows, dimension } = tables[table];
  const whole = [{ rows, count: 1 }];
  const overAll = counted(rowBlocks(rows, ranks));
  const overHost = counted(rowBlocks(rows, ranksPerHost));
  for (const shardingType of allowedTypes(topology)) {
    const kernels = allowedKernels(topology, shardingType);
    const byColumns = shardingType.includes('column') || shardingType === 'grid_shard';
    const byHost = shardingType === 'table_row_wise' || shardingType === 'grid_shard';
    const blocks = shardingType === 'row_wise' ? overAll : byHost ? overHost : whole;
    const copies = shardingType === 'data_parallel' ? ranks : 1;
    for (const parts of byColumns ? [1, ...splitCounts(dimension)] : [1]) {
      const columns = dimension / parts;
      const shards = blocks.map((block) => ({
        ...{ device: 0, firstRow: 0, rows: block.rows, firstColumn: 0, columns },
      }));
      const counts = blocks.map(({ count }) => count * parts * copies);
      for (const computeKernel of kernels)
        yield { plan: { table, shardingType, computeKernel, shards }, counts };
    }
  }
}

function counted(blocks: readonly number[]): { rows: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const rows of blocks) counts.set(rows, (counts.get(rows) ?? 0) + 1);
  return [...counts].map(([rows, count]) => ({ rows, count }));
}
