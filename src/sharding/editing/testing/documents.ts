// Documents and edits for property tests.

import fc from 'fast-check';
import { type AccessProfile, computeKernels, shardingTypes } from '../../problem';
import { type PlannerProblem, plainEstimator } from '../../torchrec/options';
import { allowedTypes, plannerTable } from '../../torchrec/table';
import { topologyOf } from '../../torchrec/topology';
import type { PlanDocument, PlanEdit } from '../document';
import { tryEdit } from '../edits';
import { startOf } from '../newDocument';

const MiB = 2 ** 20;

export interface DocumentShape {
  tables: readonly { rows: number; dimension: number; poolingFactor: number }[];
  hosts: number;
  ranksPerHost: number;
  hbm: number;
  device: 'cuda' | 'cpu';
  anyKernel: boolean;
  grid: boolean;
}

export const shapes: fc.Arbitrary<DocumentShape> = fc.record({
  tables: fc.array(
    fc.record({
      rows: fc.integer({ min: 1, max: 60_000 }),
      dimension: fc.constantFrom(4, 6, 12, 16, 64, 128),
      poolingFactor: fc.double({ min: 0, max: 40, noNaN: true }),
    }),
    { minLength: 2, maxLength: 7 },
  ),
  hosts: fc.integer({ min: 1, max: 3 }),
  ranksPerHost: fc.integer({ min: 1, max: 3 }),
  hbm: fc.integer({ min: 8, max: 60 }),
  device: fc.constantFrom('cuda' as const, 'cuda' as const, 'cpu' as const),
  anyKernel: fc.boolean(),
  grid: fc.boolean(),
});

export function documentOfShape({
  hosts,
  ranksPerHost,
  hbm,
  device,
  anyKernel,
  grid,
  tables,
}: DocumentShape): PlanDocument {
  const cluster = { devices: hosts * ranksPerHost, devicesPerHost: ranksPerHost };
  const topology = topologyOf({ ...cluster, hbmBytes: hbm * MiB, ddrBytes: 60 * MiB }, device);
  const problem: PlannerProblem = {
    ...{ topology, settings: plainEstimator },
    tables: tables.map((own, index) =>
      plannerTable(
        { ...own, name: `t${index}`, bytesPerElement: 4, coverage: 1, accesses: skewed(own) },
        32,
        {
          minPartition: 4,
          computeKernels: anyKernel ? null : ['dense', 'fused'],
          shardingTypes: grid ? allowedTypes(topology) : null,
        },
      ),
    ),
  };
  return startOf(problem, { share: 0.1, denseBytes: 0 });
}

/** An eighth of the rows gets nine of ten lookups; the others were not seen. */
const skewed = ({ rows }: { rows: number }): AccessProfile => ({
  pieces: [{ rows: Math.ceil(rows / 8), accesses: 100 }],
  unseen: 0.1,
});

/** Numbers from which `editOf` makes an edit of whatever document there is. */
export type EditSeed = readonly [kind: number, a: number, b: number, c: number, d: number];

const big = fc.nat(0xffff);
export const editSeeds: fc.Arbitrary<EditSeed[]> = fc.array(fc.tuple(big, big, big, big, big), {
  minLength: 1,
  maxLength: 25,
});

/** An edit that names what exists, legal or not. */
export function editOf({ plan, problem }: PlanDocument, [kind, a, b, c, d]: EditSeed): PlanEdit {
  const { ranks, ranksPerHost } = problem.topology;
  const table = a % plan.tables.length;
  const otherTable = c % plan.tables.length;
  const shard = b % plan.tables[table].shards.length;
  const otherShard = d % plan.tables[otherTable].shards.length;
  const device = c % ranks;
  const some = Array.from({ length: 1 + (d % 4) }, (_, index) => (c + index * (b % 3)) % ranks);
  const host = Math.floor(device / ranksPerHost) * ranksPerHost;
  const ofHost = Array.from({ length: ranksPerHost }, (_, index) => host + index);
  const everywhere = Array.from({ length: ranks }, (_, index) => index);
  const edits: PlanEdit[] = [
    { kind: 'move', table, shard, device },
    { kind: 'move', table, shard, device },
    { kind: 'swap', table, shard, otherTable, otherShard },
    { kind: 'splitColumns', table, devices: some },
    { kind: 'splitRows', table, devices: d % 2 ? ofHost : d % 3 ? everywhere : some },
    { kind: 'whole', table, device },
    { kind: 'replicate', table },
    { kind: 'type', table, shardingType: shardingTypes[c % shardingTypes.length] },
    { kind: 'kernel', table, computeKernel: computeKernels[c % computeKernels.length] },
    { kind: 'cache', table, cacheLoadFactor: (1 + (d % 12)) / 10 },
    { kind: 'pin', table, pinned: d % 3 === 0 },
    { kind: 'together', tables: [table, otherTable], joined: d % 3 > 0 },
    { kind: 'forbid', table, device, forbidden: d % 3 > 0 },
  ];
  return edits[kind % edits.length];
}

/** Every document on the way, without those that an edit refused to make. */
export function edited(start: PlanDocument, seeds: readonly EditSeed[]): PlanDocument[] {
  const documents = [start];
  for (const seed of seeds) {
    const now = documents[documents.length - 1];
    const attempt = tryEdit(now, editOf(now, seed));
    if ('document' in attempt && attempt.document !== now) documents.push(attempt.document);
  }
  return documents;
}
