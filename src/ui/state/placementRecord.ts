// What is open in the placement panel as text that outlives the page, and back. What a later part of the page adds to
// tables and plans is carried along; what is damaged, or of another version, is refused.

import * as v from 'valibot';
import { dataOf, dataText } from '../../base/dataText';
import { DataError } from '../../base/errors';
import type { PlanDocument } from '../../sharding/editing/document';
import type { GivenCost } from '../../sharding/editing/givenCost';
import { contentsOf } from '../../sharding/editing/sources';
import { computeKernels, shardingTypes } from '../../sharding/problem';
import { requireNone, shapeProblems } from '../../sharding/torchrec/validate';
import type { Origin } from './placementOrigin';

export interface KeptPlacement {
  document: PlanDocument;
  origin: Origin;
  cost: GivenCost;
  /** Milliseconds since 1970. */
  savedAt: number;
}

const FORMAT = 'tessera-placement-1';
const NAME = 'the kept placement';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(finite, v.integer(), v.minValue(0));
const positive = v.pipe(finite, v.integer(), v.minValue(1));
const device = v.picklist(['cuda', 'cpu']);
const maybe = v.nullable(finite);

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

const storage = v.looseObject({
  optimizer: v.picklist(['none', 'sgd', 'row_wise_adagrad', 'adam', 'other']),
  pipeline: v.picklist(['none', 'sparse_dist', 'prefetch_sparse_dist']),
  ...{ atPeak: v.boolean(), prefetchPasses: finite, outputBytes: maybe },
});
const wire = v.looseObject({
  ...{ forwardAllToAll: maybe, backwardAllToAll: maybe },
  ...{ forwardReduceScatter: maybe, backwardReduceScatter: maybe },
});
const reservation = v.looseObject({ share: finite, denseBytes: finite });

const shard = v.looseObject({
  ...{ device: count, firstRow: count, rows: positive, firstColumn: count, columns: positive },
});

const document = v.looseObject({
  problem: v.looseObject({
    tables: v.pipe(v.array(table), v.minLength(1)),
    topology,
    settings: v.looseObject({ wire, storage, prefetched: v.boolean() }),
  }),
  reserved: topology,
  plan: v.looseObject({
    tables: v.array(
      v.looseObject({
        ...{ table: count, shardingType: v.picklist(shardingTypes) },
        ...{ computeKernel: v.picklist(computeKernels), shards: v.array(shard) },
      }),
    ),
  }),
  rules: v.looseObject({
    ...{ pinned: v.array(count), together: v.array(v.array(count)) },
    forbidden: v.array(v.looseObject({ table: count, device: count })),
  }),
  reservation: v.optional(reservation),
});

const cluster = v.looseObject({
  ...{ devices: positive, devicesPerHost: positive, hbmBytes: finite, ddrBytes: finite },
  ...{ hbmBytesPerSecond: finite, ddrBytesPerSecond: finite, hostLinkBytesPerSecond: finite },
  ...{ intraHostBytesPerSecond: finite, interHostBytesPerSecond: finite },
});

const settings = v.looseObject({
  ...{ cluster, device, batch: finite, weighted: v.boolean(), pooled: v.boolean() },
  ...{ reservation, storage, wire, prefetched: v.boolean(), cacheLoadFactor: finite, minPartition: finite },
  shardingTypes: v.nullable(v.array(v.picklist(shardingTypes))),
  computeKernels: v.nullable(v.array(v.picklist(computeKernels))),
});

const files = v.object({
  read: v.array(v.object({ file: v.string(), text: v.string() })),
  choice: v.object({ pool: v.picklist(['train', 'test']), task: count, run: count }),
});

const run = v.object({
  ...{ experiment: v.string(), seed: count, files: v.array(v.string()) },
  settings: v.record(v.string(), v.union([v.string(), finite])),
});

const record = v.object({
  ...{ format: v.literal(FORMAT), savedAt: finite, document },
  origin: v.object({
    ...{ source: v.string(), settings, preset: v.nullable(v.string()) },
    ...{ builtIn: v.optional(v.string()), files: v.optional(files), run: v.optional(run) },
  }),
  cost: v.looseObject({ kind: v.string() }),
});

export function placementText({ document, origin, cost, savedAt }: KeptPlacement): string {
  const { files, ...about } = origin;
  const given = files && { read: files.read.map((file) => file.given), choice: files.choice };
  return dataText({
    ...{ format: FORMAT, savedAt, document, cost },
    origin: { ...about, ...(given && { files: given }) },
  });
}

/** Throws `DataError`. */
export function readPlacement(text: string): KeptPlacement {
  const { document, origin, cost, savedAt } = checked(text);
  const { plan, problem, rules } = document;
  const [tables, ranks] = [problem.tables.length, problem.topology.ranks];
  if (!plan.tables.every((own, index) => own.table === index))
    throw new DataError(NAME, 'plan', 'is not in the order of its tables');
  for (const { shards } of plan.tables)
    if (shards.some((own) => own.device >= ranks))
      throw new DataError(NAME, 'plan', `names a device beyond the ${ranks} that there are`);
  requireNone(shapeProblems(plan, problem), NAME);
  const named = [...rules.pinned, ...rules.together.flat(), ...rules.forbidden.map((rule) => rule.table)];
  if (named.some((own) => own >= tables) || document.reserved.ranks !== ranks)
    throw new DataError(NAME, 'rules', 'are of other tables or another cluster');
  const { files, ...about } = origin;
  const chosen = files && {
    read: files.read.map((given) => ({ given, contents: contentsOf(given) })),
    choice: files.choice,
  };
  return {
    ...{ document, savedAt, cost: cost as GivenCost },
    origin: { ...about, ...(chosen && { files: chosen }) },
  };
}

function checked(text: string) {
  let json: unknown;
  try {
    json = dataOf(text);
  } catch {
    throw new DataError(NAME, 'JSON', 'is damaged or cut off');
  }
  const parsed = v.safeParse(record, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new DataError(NAME, v.getDotPath(issue) ?? 'file', issue.message);
}
