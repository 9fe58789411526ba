// Plans that planners find: TorchRec's by its estimator, our search on the estimator's costs, and our search on the costs
// that were measured.

import type { MeasuredCosts } from '../../sharding/measured/measuredCosts';
import type { Plan, TablePlan } from '../../sharding/problem';
import { improve } from '../../sharding/search/search';
import { planOf } from '../../sharding/torchrec/contract';
import { type PlannerProblem, plainEstimator, type ShardingOption } from '../../sharding/torchrec/options';
import { totalPerf } from '../../sharding/torchrec/perf';
import { plan as plannedBy } from '../../sharding/torchrec/planner';
import { defaultProposers } from '../../sharding/torchrec/proposers';
import { reserve } from '../../sharding/torchrec/reservation';
import { type SearchSpace, searchOf } from '../../sharding/torchrec/searchProblem';
import { plannerTable } from '../../sharding/torchrec/table';
import { topologyOf } from '../../sharding/torchrec/topology';
import type { Lab } from '../experiment';
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
export async function findPlans(
  lab: Lab,
  problem: CostProblem,
  costs: MeasuredCosts,
  bytesPerSecond: number,
  milliseconds: (plan: Plan) => number,
): Promise<Readonly<Record<Planner, Plan>>> {
  await newsOf(lab, planners.torchrec);
  const planner = plannerProblem(problem, bytesPerSecond);
  const reserved = reserve(planner.topology, planner.tables, { share: 0, denseBytes: 0 });
  const start = plannedBy(planner, { proposers: defaultProposers, partitioner: 'greedy', reserved }).plan;
  const searched = async (name: Planner, seed: number, space: SearchSpace = {}): Promise<Plan> => {
    await newsOf(lab, planners[name]);
    const search = searchOf(planner, reserved, start, space);
    const settings = { seed, steps: problem.settings.searchSteps, rounds: ROUNDS };
    return planOf(search.placed(improve(search.problem, search.start, settings).choices));
  };
  const torchrec = planOf(start);
  const estimated = await searched('estimated', problem.seed);
  const own: Plan[] = [];
  const measuredCosts: SearchSpace = { costs: (option) => costs.added(tablePlanOf(option)).map(totalPerf) };
  for (let search = 0; search < SEARCHES; search++)
    own.push(await searched('measured', problem.seed + search, measuredCosts));
  const measured = own.reduce((a, b) => (milliseconds(b) < milliseconds(a) ? b : a));
  return { torchrec: sorted(torchrec), estimated: sorted(estimated), measured: sorted(measured) };
}

/** Lets the host show what is going on. */
function newsOf({ status }: Lab, planner: string): Promise<void> {
  status(`Planning: ${planner}`);
  return new Promise((resolve) => setTimeout(resolve));
}

/** On no device yet. */
const tablePlanOf = ({ table, shardingType, computeKernel, shards }: ShardingOption): TablePlan => ({
  ...{ table, shardingType, computeKernel },
  shards: shards.map(({ size: [rows, columns], offset: [firstRow, firstColumn] }, device) => ({
    ...{ device, firstRow, rows, firstColumn, columns },
  })),
});

const sorted = ({ tables }: Plan): Plan => ({ tables: [...tables].sort((a, b) => a.table - b.table) });
