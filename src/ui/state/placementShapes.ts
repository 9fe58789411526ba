// What plan documents are made of, checked when they come back from storage. What a later part of the page adds to tables
// and plans is carried along.

import * as v from 'valibot';
import { DataError } from '../../base/errors';
import type { PlanDocument } from '../../sharding/editing/document';
import { computeKernels, shardingTypes } from '../../sharding/problem';
import { requireNone, shapeProblems } from '../../sharding/torchrec/validate';

/** In what is said of damage. */
export const NAME = 'the kept placement';

export const finite = v.pipe(v.number(), v.finite());
export const count = v.pipe(finite, v.integer(), v.minValue(0));
export const positive = v.pipe(finite, v.integer(), v.minValue(1));
export const device = v.picklist(['cuda', 'cpu']);
export const maybe = v.nullable(finite);

const accesses = v.looseObject({
  pieces: v.array(v.looseObject({ rows: finite, accesses: finite })),
  unseen: finite,
});

const table = v.looseObject({
  ...{ name: v.string(), rows: positive, dimension: positive, bytesPerElement: finite },
  accesses: v.optional(accesses),
  features: v.array(v.looseObject({ pooling: finite, poolings: finite, batch: finite })),
  ...{ weighted: v.boolean(), pooled: v.boolean(), cacheLoadFactor: maybe, cacheFetches: finite },
  shardingTypes: v.nullable(v.array(v.picklist(shardingTypes))),
  computeKernels: v.nullable(v.array(v.picklist(computeKernels))),
  minPartition: maybe,
});

const topology = v.looseObject({
  ...{ device, ranks: positive, ranksPerHost: positive },
  memory: v.pipe(v.array(v.looseObject({ hbm: finite, ddr: finite })), v.minLength(1)),
  ...{ hbmBandwidth: finite, ddrBandwidth: finite, hostLinkBandwidth: finite },
  ...{ intraHostBandwidth: finite, interHostBandwidth: finite },
  ...{ backwardMultiplier: finite, weightedBackwardMultiplier: finite },
});

export const storage = v.looseObject({
  optimizer: v.picklist(['none', 'sgd', 'row_wise_adagrad', 'adam', 'other']),
  pipeline: v.picklist(['none', 'sparse_dist', 'prefetch_sparse_dist']),
  ...{ atPeak: v.boolean(), prefetchPasses: finite, outputBytes: maybe },
});
export const wire = v.looseObject({
  ...{ forwardAllToAll: maybe, backwardAllToAll: maybe },
  ...{ forwardReduceScatter: maybe, backwardReduceScatter: maybe },
});
export const reservation = v.looseObject({ share: finite, denseBytes: finite });

const shard = v.looseObject({
  ...{ device: count, firstRow: count, rows: positive, firstColumn: count, columns: positive },
});

export const tablePlanShape = v.looseObject({
  ...{ table: count, shardingType: v.picklist(shardingTypes) },
  ...{ computeKernel: v.picklist(computeKernels), shards: v.array(shard) },
});

export const rulesShape = v.looseObject({
  ...{ pinned: v.array(count), together: v.array(v.array(count)) },
  forbidden: v.array(v.looseObject({ table: count, device: count })),
});

export const documentShape = v.looseObject({
  problem: v.looseObject({
    tables: v.pipe(v.array(table), v.minLength(1)),
    topology,
    settings: v.looseObject({ wire, storage, prefetched: v.boolean() }),
  }),
  reserved: topology,
  plan: v.looseObject({ tables: v.array(tablePlanShape) }),
  rules: rulesShape,
  reservation: v.optional(reservation),
});

/** Throws `DataError` where a document is of the right shape and makes no sense. */
export function requireWhole({ plan, problem, rules, reserved }: PlanDocument): void {
  const [tables, ranks] = [problem.tables.length, problem.topology.ranks];
  if (!plan.tables.every((own, index) => own.table === index))
    throw new DataError(NAME, 'plan', 'is not in the order of its tables');
  for (const { shards } of plan.tables)
    if (shards.some((own) => own.device >= ranks))
      throw new DataError(NAME, 'plan', `names a device beyond the ${ranks} that there are`);
  requireNone(shapeProblems(plan, problem), NAME);
  const named = [...rules.pinned, ...rules.together.flat(), ...rules.forbidden.map((rule) => rule.table)];
  if (named.some((own) => own >= tables) || reserved.ranks !== ranks)
    throw new DataError(NAME, 'rules', 'are of other tables or another cluster');
}
