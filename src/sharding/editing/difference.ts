// Two plans of the same tables side by side: what was recut, what moved, and what that bought.

import { ConfigError } from '../../base/errors';
import { formatBytes, formatMilliseconds } from '../../base/format';
import type { Shard, TablePlan } from '../problem';
import type { Perf } from '../torchrec/perf';
import { addMemory, noMemory } from '../torchrec/storage';
import type { Memory } from '../torchrec/topology';
import type { Evaluation } from './evaluation';
import { formatShare } from './explain';

export interface RecutTable {
  table: number;
  before: TablePlan;
  after: TablePlan;
  /** Milliseconds of all its shards. */
  timeBefore: number;
  timeAfter: number;
}

export interface MovedShard {
  table: number;
  shard: number;
  from: number;
  to: number;
  memory: Memory;
}

export interface DeviceDifference {
  device: number;
  perfBefore: Perf;
  perfAfter: Perf;
  timeBefore: number;
  timeAfter: number;
  memoryBefore: Memory;
  memoryAfter: Memory;
}

export interface PlanDifference {
  /** Another type, kernel, or cut. */
  recut: readonly RecutTable[];
  /** Of tables that are cut as before. */
  moved: readonly MovedShard[];
  /** Tables that the first document pins and the second has otherwise. */
  unpinned: readonly number[];
  devices: readonly DeviceDifference[];
  /** Milliseconds: of the slowest device, and on all devices together. */
  ratingBefore: number;
  ratingAfter: number;
  timeBefore: number;
  timeAfter: number;
  /** Bytes: of the fullest device, and on all devices together. */
  fullestBefore: Memory;
  fullestAfter: Memory;
  memoryBefore: Memory;
  memoryAfter: Memory;
  /** Bytes of weights that some device holds after and did not hold before. */
  bytesMoved: number;
  /** What it bought, in one sentence. */
  sentence: string;
}

/** Both of the same tables on as many devices. Throws `ConfigError` where they are not. */
export function comparePlans(before: Evaluation, after: Evaluation): PlanDifference {
  requireComparable(before, after);
  const changed = before.tables.flatMap(({ own }, table) =>
    samePlan(own, after.tables[table].own) ? [] : [table],
  );
  const isRecut = (table: number) => !sameCut(before.tables[table].own, after.tables[table].own);
  const recut = changed.filter(isRecut).map((table): RecutTable => {
    const [a, b] = [before.tables[table], after.tables[table]];
    return { table, before: a.own, after: b.own, timeBefore: a.total, timeAfter: b.total };
  });
  const moved = changed
    .filter((table) => !isRecut(table))
    .flatMap((table) =>
      before.tables[table].own.shards.flatMap(({ device: from }, shard): MovedShard[] => {
        const { device: to, memory } = after.tables[table].shards[shard];
        return from === to ? [] : [{ table, shard, from, to, memory }];
      }),
    );
  const { pinned } = before.document.rules;
  const difference = {
    ...{ recut, moved, unpinned: changed.filter((table) => pinned.includes(table)) },
    devices: before.devices.map((old, device): DeviceDifference => {
      const own = after.devices[device];
      return {
        device,
        ...{ perfBefore: old.perf, perfAfter: own.perf },
        ...{ timeBefore: old.total, timeAfter: own.total },
        ...{ memoryBefore: old.used, memoryAfter: own.used },
      };
    }),
    ...{ ratingBefore: before.rating, ratingAfter: after.rating },
    ...{ timeBefore: allTime(before), timeAfter: allTime(after) },
    ...{ fullestBefore: fullest(before), fullestAfter: fullest(after) },
    ...{ memoryBefore: allMemory(before), memoryAfter: allMemory(after) },
    bytesMoved: changed.reduce((sum, table) => sum + arriving(before, after, table), 0),
  };
  return { ...difference, sentence: sentenceOf(difference) };
}

function requireComparable(before: Evaluation, after: Evaluation): void {
  const [a, b] = [before.document.problem, after.document.problem];
  const same =
    a.topology.ranks === b.topology.ranks &&
    a.tables.length === b.tables.length &&
    a.tables.every(({ name, rows, dimension }, table) => {
      const other = b.tables[table];
      return name === other.name && rows === other.rows && dimension === other.dimension;
    });
  if (!same)
    throw new ConfigError(
      `The plans are of ${a.tables.length} tables on ${a.topology.ranks} devices and of ${b.tables.length} on ${b.topology.ranks}. Compare plans of the same tables on as many devices.`,
    );
}

const allTime = ({ devices }: Evaluation): number => devices.reduce((sum, { total }) => sum + total, 0);

const allMemory = ({ devices }: Evaluation): Memory =>
  devices.reduce((sum, { used }) => addMemory(sum, used), noMemory);

const fullest = ({ devices }: Evaluation): Memory => ({
  hbm: Math.max(...devices.map(({ used }) => used.hbm)),
  ddr: Math.max(...devices.map(({ used }) => used.ddr)),
});

const sameRectangle = (a: Shard, b: Shard): boolean =>
  a.firstRow === b.firstRow &&
  a.rows === b.rows &&
  a.firstColumn === b.firstColumn &&
  a.columns === b.columns;

const sameCut = (a: TablePlan, b: TablePlan): boolean =>
  a.shardingType === b.shardingType &&
  a.computeKernel === b.computeKernel &&
  a.cacheLoadFactor === b.cacheLoadFactor &&
  a.shards.length === b.shards.length &&
  a.shards.every((shard, index) => sameRectangle(shard, b.shards[index]));

const samePlan = (a: TablePlan, b: TablePlan): boolean =>
  a === b || (sameCut(a, b) && a.shards.every(({ device }, index) => device === b.shards[index].device));

/** Bytes of weights of a table that devices hold after and did not before. */
function arriving(before: Evaluation, after: Evaluation, table: number): number {
  const { bytesPerElement } = after.document.problem.tables[table];
  const held = before.tables[table].own.shards;
  let elements = 0;
  for (const shard of after.tables[table].own.shards) {
    elements += shard.rows * shard.columns;
    // Shards of one table on one device do not overlap.
    for (const old of held) if (old.device === shard.device) elements -= overlap(old, shard);
  }
  return elements * bytesPerElement;
}

function overlap(a: Shard, b: Shard): number {
  const span = (first: number, length: number, otherFirst: number, otherLength: number) =>
    Math.max(0, Math.min(first + length, otherFirst + otherLength) - Math.max(first, otherFirst));
  return (
    span(a.firstRow, a.rows, b.firstRow, b.rows) * span(a.firstColumn, a.columns, b.firstColumn, b.columns)
  );
}

function sentenceOf(of: Omit<PlanDifference, 'sentence'>): string {
  const { recut, moved, ratingBefore, ratingAfter, fullestBefore, fullestAfter, bytesMoved } = of;
  if (!recut.length && !moved.length) return 'The plans are the same.';
  const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const change = ratingBefore > 0 ? 1 - ratingAfter / ratingBefore : 0;
  const times = `${formatMilliseconds(ratingBefore)} to ${formatMilliseconds(ratingAfter)}`;
  const speed =
    Math.abs(change) < 1e-9
      ? `As fast, ${formatMilliseconds(ratingAfter)}`
      : `${formatShare(Math.abs(change))} ${change > 0 ? 'faster' : 'slower'}, ${times}`;
  const hbm = fullestAfter.hbm - fullestBefore.hbm;
  const memory = hbm
    ? `the fullest device holds ${formatBytes(Math.abs(hbm))} ${hbm < 0 ? 'less' : 'more'}`
    : 'the fullest device holds as much';
  return `${speed}; ${memory}; ${counted(recut.length, 'table')} cut another way, ${counted(moved.length, 'shard')} moved, ${formatBytes(bytesMoved)} to be carried.`;
}
