// One device of a plan: what its shards cost and hold together. Sums go in the order of tables, so that they are the same
// to the last bit however the plan came about.

import { shardingTypes } from '../problem';
import { noPerf, type Perf, totalPerf } from '../torchrec/perf';
import type { Topology } from '../torchrec/topology';
import type { DeviceEvaluation, ShardPlace, TableEvaluation, TableShare } from './evaluation';

/** How many of a device's tables are told apart. */
const LARGEST = 8;

export interface DeviceRequest {
  device: number;
  /** In the order of tables. */
  shards: readonly ShardPlace[];
  tables: readonly TableEvaluation[];
  topology: Topology;
  reserved: Topology;
}

export function deviceEvaluation(request: DeviceRequest): DeviceEvaluation {
  const { device, shards, tables } = request;
  const exchanges = new Array<number>(2 * shardingTypes.length).fill(0);
  const perf: Perf = { ...noPerf };
  let total = 0;
  const used = { hbm: 0, ddr: 0 };
  const shares: TableShare[] = [];
  let share: { table: number; memory: { hbm: number; ddr: number }; total: number } | undefined;
  for (const place of shards) {
    const { own, shards: all } = tables[place.table];
    const shard = all[place.shard];
    const at = 2 * shardingTypes.indexOf(own.shardingType);
    exchanges[at] += shard.perf.forwardComms;
    exchanges[at + 1] += shard.perf.backwardComms;
    perf.forwardCompute += shard.perf.forwardCompute;
    perf.forwardComms += shard.perf.forwardComms;
    perf.backwardCompute += shard.perf.backwardCompute;
    perf.backwardComms += shard.perf.backwardComms;
    perf.prefetch += shard.perf.prefetch;
    total += shard.total;
    used.hbm += shard.memory.hbm;
    used.ddr += shard.memory.ddr;
    if (share?.table !== place.table) {
      share = { table: place.table, memory: { hbm: 0, ddr: 0 }, total: 0 };
      shares.push(share);
    }
    share.memory.hbm += shard.memory.hbm;
    share.memory.ddr += shard.memory.ddr;
    share.total += shard.total;
  }
  const capacity = request.topology.memory[device];
  const left = request.reserved.memory[device];
  return {
    ...{ device, perf, total, exchanges, used, capacity, shards },
    reserved: { hbm: capacity.hbm - left.hbm, ddr: capacity.ddr - left.ddr },
    free: { hbm: left.hbm - used.hbm, ddr: left.ddr - used.ddr },
    largest: largestOf(shares),
  };
}

/** The device as a cost model that does not add up has it: all its exchanges are one. The same where nothing differs. */
export function withPerf(evaluated: DeviceEvaluation, perf: Perf): DeviceEvaluation {
  const exchanges = evaluated.exchanges.map((_, index) =>
    index === 0 ? perf.forwardComms : index === 1 ? perf.backwardComms : 0,
  );
  const { perf: known, exchanges: before } = evaluated;
  const isSame =
    (Object.keys(perf) as (keyof Perf)[]).every((part) => perf[part] === known[part]) &&
    exchanges.every((milliseconds, index) => milliseconds === before[index]);
  return isSame ? evaluated : { ...evaluated, perf, total: totalPerf(perf), exchanges };
}

/** Those that hold most, of equals the first. */
function largestOf(shares: readonly TableShare[]): TableShare[] {
  const bytes = ({ memory }: TableShare) => memory.hbm + memory.ddr;
  const largest: TableShare[] = [];
  for (const share of shares) {
    if (largest.length === LARGEST && bytes(share) <= bytes(largest[LARGEST - 1])) continue;
    const after = largest.findIndex((other) => bytes(other) < bytes(share));
    largest.splice(after < 0 ? largest.length : after, 0, share);
    if (largest.length > LARGEST) largest.pop();
  }
  return largest;
}
