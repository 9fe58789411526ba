// A plan that ran on a GPU, beside what costs predict of the same kernels on tables of the same size.

import { DataError } from '../../base/errors';
import type { CostModel } from '../costModel';
import { shrunk } from '../measured/drawLookups';
import { copiesMs, type RanPlanFile, readRanPlan, shardsMs } from '../measured/ranPlanFile';
import { shrunkPlan } from '../measured/shrunkPlan';
import type { Plan } from '../problem';
import { fileKind } from '../torchrec/fileKind';
import type { PlannerProblem } from '../torchrec/options';
import { readPlan } from '../torchrec/planFile';
import type { PlannerTable } from '../torchrec/table';
import { requireNone, shapeProblems } from '../torchrec/validate';
import type { PlanDocument } from './document';
import type { GivenText } from './fileSources';
import { costModelOf, type GivenCost } from './givenCost';
import { RanDevices } from './ranDevices';

export interface RanPlan extends RanPlanFile {
  /** What it was read from. */
  file: string;
  text: string;
  /** Of the tables that were open. */
  read: Plan;
  problem: PlannerProblem;
  /** What they ran, to be held against what they would run now. */
  did: RanDevices;
}

/** Throws `DataError` where the file is damaged, or is of other tables or another cluster than the document's. */
export function readRanPlanOf({ file, text }: GivenText, { problem }: PlanDocument): RanPlan {
  const found = readRanPlan(fileKind(file, text).json, file);
  const { tables, topology } = problem;
  const { plan } = readPlan(found.plan, { tables, topology, file });
  requireNone(shapeProblems(plan, problem), file);
  if (found.devices.length !== topology.ranks)
    throw new DataError(
      file,
      'devices',
      `are ${found.devices.length}; the open document has ${topology.ranks}`,
    );
  for (const [index, { name, rows }] of found.tables.entries())
    if (tables[index]?.name !== name || tables[index].rows !== rows)
      throw new DataError(
        file,
        name,
        'is not as in the open document; open the tables that the plan ran with',
      );
  const read = { tables: plan.tables.toSorted((a, b) => a.table - b.table) };
  return { ...found, file, text, read, problem, did: new RanDevices(read, topology) };
}

export interface RanDevice {
  /** Milliseconds of its kernels, of those that the cost knows. */
  measured: number;
  predicted: number;
  /** Of its copies of tables, where the cost knows nothing of such. */
  besides: number;
}

export interface RanComparison {
  devices: readonly RanDevice[];
  /** Milliseconds of the slowest device. */
  measured: number;
  predicted: number;
  /** Tables that ran with fewer rows than they have. */
  shrunk: number;
}

const known = new WeakMap<RanPlan, WeakMap<GivenCost, RanComparison>>();

/** What the cost says of the kernels that ran: of tables, cuts and batch as they ran. The same for the same two. */
export function comparedWithRun(ran: RanPlan, given: GivenCost): RanComparison {
  const own = known.get(ran) ?? new WeakMap<GivenCost, RanComparison>();
  known.set(ran, own);
  const comparison = own.get(given) ?? compared(ran, given);
  own.set(given, comparison);
  return comparison;
}

function compared({ problem, read, tables, batch, devices: ran }: RanPlan, given: GivenCost): RanComparison {
  const { ranks } = problem.topology;
  const after = tables.map(({ ranRows }) => ranRows);
  const small: PlannerProblem = {
    ...problem,
    tables: problem.tables.map((table, index) => asRan(table, after[index], batch / ranks)),
  };
  const plan = shrunkPlan(
    read,
    tables.map(({ rows }) => rows),
    after,
  );
  const cost = costModelOf(given, small);
  const predicted = cost.kernels?.(plan) ?? summedKernels(cost, plan, ranks);
  const isKnown = !plan.tables.some((own) => own.shardingType === 'data_parallel' && cost.refuses?.(own));
  const devices = ran.map((seconds, device) => ({
    measured: shardsMs(seconds) + (isKnown ? copiesMs(seconds) : 0),
    predicted: predicted[device],
    besides: isKnown ? 0 : copiesMs(seconds),
  }));
  const most = (of: (device: RanDevice) => number) => Math.max(...devices.map(of));
  return {
    ...{ devices, measured: most(({ measured }) => measured), predicted: most((own) => own.predicted) },
    shrunk: tables.filter(({ rows, ranRows }) => ranRows < rows).length,
  };
}

/** All lookups of a sample are one bag, as they ran. */
function asRan(table: PlannerTable, rows: number, batch: number): PlannerTable {
  const pooling = table.features.reduce((sum, own) => sum + own.pooling * own.poolings, 0);
  const small = shrunk({ ...table, poolingFactor: pooling, coverage: 1 }, rows);
  return {
    ...table,
    rows: small.rows,
    accesses: small.accesses,
    features: [{ pooling, poolings: 1, batch }],
  };
}

/** Of a model that adds up: the compute of all shards. */
function summedKernels(cost: CostModel, { tables }: Plan, devices: number): number[] {
  const sums = new Array<number>(devices).fill(0);
  for (const own of tables)
    for (const [index, { forwardCompute, backwardCompute }] of cost.shards(own).entries())
      sums[own.shards[index].device] += forwardCompute + backwardCompute;
  return sums;
}

/** Devices whose kernels a document's plan changes from those that ran; undefined where its tables are others. */
export const changedSince = (
  { did, problem }: RanPlan,
  document: PlanDocument,
): ReadonlySet<number> | undefined =>
  problem.tables === document.problem.tables ? did.changedBy(document.plan) : undefined;
