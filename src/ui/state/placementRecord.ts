// What is open in the placement panel as text that outlives the page, and back. What a later part of the page adds to
// tables and plans is carried along; what is damaged, or of another version, is refused.

import * as v from 'valibot';
import { dataOf, dataText } from '../../base/dataText';
import { DataError } from '../../base/errors';
import type { PlanDocument } from '../../sharding/editing/document';
import type { GivenCost } from '../../sharding/editing/givenCost';
import { contentsOf } from '../../sharding/editing/sources';
import { computeKernels, shardingTypes } from '../../sharding/problem';
import type { Origin } from './placementOrigin';
import {
  count,
  device,
  documentShape,
  finite,
  NAME,
  positive,
  requireWhole,
  reservation,
  storage,
  wire,
} from './placementShapes';

export interface KeptPlacement {
  document: PlanDocument;
  origin: Origin;
  cost: GivenCost;
  /** Steps around it and the plan that it is compared with, as placementSteps.ts has them: read apart. */
  surroundings?: unknown;
  /** Milliseconds since 1970. */
  savedAt: number;
}

const FORMAT = 'tessera-placement-1';

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
  ...{ format: v.literal(FORMAT), savedAt: finite, document: documentShape },
  surroundings: v.optional(v.unknown()),
  origin: v.object({
    ...{ source: v.string(), settings, preset: v.nullable(v.string()) },
    ...{ builtIn: v.optional(v.string()), files: v.optional(files), run: v.optional(run) },
  }),
  cost: v.looseObject({ kind: v.string() }),
});

export function placementText({ document, origin, cost, surroundings, savedAt }: KeptPlacement): string {
  const { files, ...about } = origin;
  const given = files && { read: files.read.map((file) => file.given), choice: files.choice };
  return dataText({
    ...{ format: FORMAT, savedAt, document, cost, surroundings },
    origin: { ...about, ...(given && { files: given }) },
  });
}

/** Throws `DataError`. */
export function readPlacement(text: string): KeptPlacement {
  const { document, origin, cost, surroundings, savedAt } = checked(text);
  requireWhole(document);
  const { files, ...about } = origin;
  const chosen = files && {
    read: files.read.map((given) => ({ given, contents: contentsOf(given) })),
    choice: files.choice,
  };
  return {
    ...{ document, savedAt, cost: cost as GivenCost },
    ...(surroundings !== undefined && { surroundings }),
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
