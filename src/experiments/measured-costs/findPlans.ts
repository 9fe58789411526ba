// Plans that planners find: TorchRec's by its estimator, our search on the estimator's costs, and our search on the costs
// that were measured.

import { planOf } from '../../sharding/torchrec/contract';
import { plainEstimator, type PlannerProblem, type ShardingOption } from '../../sharding/torchrec/options';
import { plan as plannedBy } from '../../sharding/torchrec/planner';
import { defaultProposers } from '../../sharding/torchrec/proposers';
import { reserve } from '../../sharding/torchrec/reservation';
import { type SearchSpace, searchOf } from '../../sharding/torchrec/searchProblem';
import { plannerTable } from '../../sharding/torchrec/table';
import { topologyOf } from '../../sharding/torchrec/topology';
import type { MeasuredCosts } from '../../sharding/measured/measuredCosts';
import type { Plan, TablePlan } from '../../sharding/problem';
import { improve } from '../../sharding/search/search';
import type { CostProblem } from './problem';

export const planners = {
  torchrec: 'TorchRec’s planner, its estimator',
  estimated: 'our search, TorchRec’s estimator',
  measured: 'our search, measured costs',
} as const;
export type Planner = keyof typeof planners;

const ROUNDS = 6;
/** Searches on measured costs from so many seeds; what a device costs decides between their plans. */
const SEARCHES = 3;

/** The estimator is told this GPU's memory bandwidth, and the network of the settings. */
function plannerProblem({ tables, settings, network }: CostProblem, bytesPerSecond: number): PlannerProblem {
  const { devices, devicesPerHost, batch, leastColumns } = settings;
  const topology = topologyOf({
    ...{ devices, devicesPerHost, hbmBytesPerSecond: bytesPerSecond },
    intraHostBytesPerSecond: network.withinHost.bytesPerSecond,
    interHostBytesPerSecond: network.betweenHosts.bytesPerSecond,
  });
  const constraints = { minPartition: leastColumns, computeKernels: ['dense', 'fused'] as const };
  return {
    topology,
    tables: tables.map((table) => plannerTable(table, batch / devices, constraints)),
    settings: plainEstimator,
  };
}

/** `milliseconds`: of a plan's step, as predicted. */
export function findPlans(
  problem: CostProblem,
  costs: MeasuredCosts,
  bytesPerSecond: number,
  milliseconds: (plan: Plan) => number,
): Readonly<Record<Planner, Plan>> {
  const planner = plannerProblem(problem, bytesPerSecond);
  const reserved = reserve(planner.topology, planner.tables, { share: 0, denseBytes: 0 });
  const start = plannedBy(planner, { proposers: defaultProposers, partitioner: 'greedy', reserved }).plan;
  const searched = (seed: number, space: SearchSpace): Plan => {
    const search = searchOf(planner, reserved, start, space);
    const settings = { seed, steps: problem.settings.searchSteps, rounds: ROUNDS };
    return planOf(search.placed(improve(search.problem, search.start, settings).choices));
  };
  const torchrec = planOf(start);
  const estimated = searched(problem.seed, {});
  const own = Array.from({ length: SEARCHES }, (_, search) =>
    searched(problem.seed + search, { costs: (option) => costs.added(tablePlanOf(option)) }),
  );
  const measured = own.reduce((a, b) => (milliseconds(b) < milliseconds(a) ? b : a));
  return { torchrec: sorted(torchrec), estimated: sorted(estimated), measured: sorted(measured) };
}

/** On no device yet. */
const tablePlanOf = ({ table, shardingType, computeKernel, shards }: ShardingOption): TablePlan => ({
  ...{ table, shardingType, computeKernel },
  shards: shards.map(({ size: [rows, columns], offset: [firstRow, firstColumn] }, device) => ({
    ...{ device, firstRow, rows, firstColumn, columns },
  })),
});

const sorted = ({ tables }: Plan): Plan => ({ tables: [...tables].sort((a, b) => a.table - b.table) });
