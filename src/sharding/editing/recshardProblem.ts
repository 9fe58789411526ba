// A document as RecShard sees it: rows between what is left of HBM and of host memory, by how often they are looked up.

import { ConfigError } from '../../base/errors';
import type { EmbeddingTable, TablePlan } from '../problem';
import { loadsOf, type SplitPlan } from '../recshard/splitPlan';
import { lookupsAt, type SplitProblem, splitProblem } from '../recshard/splitProblem';
import { storagesOf } from '../torchrec/contract';
import { cachedShare, lookupsOf, type PlannerTable } from '../torchrec/table';
import type { PlanDocument } from './document';
import type { HeldTables } from './heldTables';
import { leftBeside } from './heldTables';
import { lookedUpShare } from './networkTables';
import { wholePlan } from './wholePlan';

/** Bytes of a device for rows. */
export interface SplitMemory {
  fastBytes: number;
  slowBytes: number;
}

/** Throws `ConfigError`, naming the planner, where rows cannot be split or nothing is known by which to split them. */
export function requireSplittable({ problem }: PlanDocument, free: readonly number[], planner: string): void {
  const { topology: t, tables } = problem;
  const refuse = (why: string): never => {
    throw new ConfigError(`${planner}: ${why}`);
  };
  if (t.device === 'cpu') refuse('ranks on CPUs have one memory, so there is nothing to split rows between.');
  if (!free.some((table) => tables[table].accesses))
    refuse(
      'it is not known of any of these tables how often their rows are looked up. Open a file that has it (lookups by bins, as in Meta’s 856 tables), or made-up tables.',
    );
  const kept = free.find((table) => {
    const kernels = tables[table].computeKernels;
    return kernels?.length && !(kernels.includes('fused_uvm') && kernels.includes('fused_uvm_caching'));
  });
  if (kept !== undefined)
    refuse(
      'it keeps rows in host memory, where these tables may have none. Under Cluster, let planners put rows in device or host memory.',
    );
  if (Math.min(t.ddrBandwidth, t.hostLinkBandwidth) > t.hbmBandwidth)
    refuse('it needs device memory that is at least as fast as host memory. Change the bandwidths.');
}

/** Which tables count as looked up evenly, in a sentence; undefined where accesses of all are known. */
export function accessNote({ problem }: PlanDocument, free: readonly number[]): string | undefined {
  const unknown = free.filter((table) => !problem.tables[table].accesses).length;
  return unknown
    ? `Of ${unknown} of ${free.length} tables nothing is known of accesses: their rows count as looked up evenly.`
    : undefined;
}

/** To begin with: the least that a device has left, less an even share of what batches in flight take. */
export function splitMemory(document: PlanDocument, { held, free }: HeldTables): SplitMemory {
  const { memory } = leftBeside(document, held);
  // Of a table with all rows in host memory nothing else is in HBM.
  const inFlight = free.reduce((sum, table) => {
    const own = { ...wholePlan(document.problem, table), computeKernel: 'fused_uvm' } as const;
    return sum + storagesOf(document.problem, own)[0].hbm;
  }, 0);
  return {
    fastBytes: Math.max(0, Math.floor(Math.min(...memory.map(({ hbm }) => hbm)) - inFlight / memory.length)),
    slowBytes: Math.max(0, Math.floor(Math.min(...memory.map(({ ddr }) => ddr)))),
  };
}

const A_SECOND = 1000;

/** The tables that may move, for the batch of all devices together. `already`: see `heldSeconds`. */
export function splitProblemOf(
  { problem }: Pick<PlanDocument, 'problem'>,
  free: readonly number[],
  { fastBytes, slowBytes }: SplitMemory,
  already?: readonly number[],
): SplitProblem {
  const { topology: t, tables } = problem;
  const cluster = {
    ...{ devices: t.ranks, devicesPerHost: t.ranksPerHost, hbmBytes: fastBytes, ddrBytes: slowBytes },
    hbmBytesPerSecond: t.hbmBandwidth * A_SECOND,
    ddrBytesPerSecond: t.ddrBandwidth * A_SECOND,
    hostLinkBytesPerSecond: t.hostLinkBandwidth * A_SECOND,
    intraHostBytesPerSecond: t.intraHostBandwidth * A_SECOND,
    interHostBytesPerSecond: t.interHostBandwidth * A_SECOND,
  };
  const own = free.map((table) => lookedUp(tables[table], t.ranks));
  const split = splitProblem(own, cluster, { batch: 1, accounting: 'unseenCharged' });
  return already ? { ...split, already } : split;
}

/** Seconds in which devices read rows of tables that may not move, by the same account; undefined where there are none. */
export function heldSeconds(document: PlanDocument, held: ReadonlySet<number>): number[] | undefined {
  if (!held.size) return undefined;
  const { problem, plan } = document;
  const anything = { fastBytes: Number.POSITIVE_INFINITY, slowBytes: Number.POSITIVE_INFINITY };
  const { tables, device } = splitProblemOf(document, [...held], anything);
  const seconds = Array<number>(problem.topology.ranks).fill(0);
  for (const [at, table] of [...held].entries()) {
    const [own, known] = [plan.tables[table], problem.tables[table]];
    const { hot, cold } = lookupsAt(tables[at], hotRowsOf(own, known));
    const once = tables[at].rowBytes * (hot / device.fastBytesPerSecond + cold / device.slowBytesPerSecond);
    for (const shard of own.shards)
      seconds[shard.device] += (once * lookedUpShare(known, own, shard) * shard.columns) / known.dimension;
  }
  return seconds;
}

/** Rows in device memory; of a table with a cache, its hottest. */
function hotRowsOf(own: TablePlan, table: PlannerTable): number {
  if (own.computeKernel === 'fused_uvm') return 0;
  return own.computeKernel === 'fused_uvm_caching' ? cachedShare(own, table) * table.rows : table.rows;
}

/** With the lookups of a batch of all devices in place of a sample's: features of a table may have batches of their own. */
function lookedUp(table: PlannerTable, ranks: number): EmbeddingTable {
  const { name, rows, dimension, bytesPerElement, accesses } = table;
  return {
    ...{ name, rows, dimension, bytesPerElement, coverage: 1 },
    poolingFactor: lookupsOf(table).inputs * ranks,
    ...(accesses && { accesses }),
  };
}

/** Against a size that is a few bytes too large again and again. */
const SLACK = 4096;

/** Memory for another try, less what TorchRec's estimate of the plan finds too much; undefined where the plan fits. */
export function smallerMemory(
  { problem: { topology }, reserved }: PlanDocument,
  used: readonly { hbm: number; ddr: number; heldHbm: number }[],
  split: { problem: SplitProblem; split: SplitPlan },
  { fastBytes, slowBytes }: SplitMemory,
): SplitMemory | undefined {
  const loads = loadsOf(split.problem, split.split);
  let [fast, slow] = [fastBytes, slowBytes];
  for (let device = 0; device < topology.ranks; device++) {
    const [{ hbm, ddr, heldHbm }, load] = [used[device], loads[device]];
    const [overHbm, overDdr] = [hbm - reserved.memory[device].hbm, ddr - reserved.memory[device].ddr];
    // Optimizers take a multiple of what rows do.
    const each = Math.max(1, (hbm - heldHbm) / Math.max(1, load.fastBytes));
    if (overHbm > 0) fast = Math.min(fast, load.fastBytes - overHbm / each - SLACK);
    if (overDdr > 0) slow = Math.min(slow, load.slowBytes - overDdr);
  }
  const next = { fastBytes: Math.max(0, Math.floor(fast)), slowBytes: Math.max(0, Math.floor(slow)) };
  return next.fastBytes === fastBytes && next.slowBytes === slowBytes ? undefined : next;
}
