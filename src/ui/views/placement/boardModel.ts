// What the board shows of an evaluated plan: the tiles of every device, and what each part of its time is.

import type { DeviceEvaluation, Evaluation } from '../../../sharding/editing/evaluation';
import type { RanDevice } from '../../../sharding/editing/ranPlan';
import type { Perf } from '../../../sharding/torchrec/perf';
import type { Tile } from './boardLayout';

/** The parts of a device's time, from the bottom up. */
export const timeParts = [
  { key: 'forwardCompute', title: 'Lookup, forward', colour: '--series-1', faded: false },
  { key: 'backwardCompute', title: 'Lookup, backward', colour: '--series-1', faded: true },
  { key: 'forwardComms', title: 'Exchange, forward', colour: '--series-2', faded: false },
  { key: 'backwardComms', title: 'Exchange, backward', colour: '--series-2', faded: true },
  { key: 'prefetch', title: 'Filling caches', colour: '--series-3', faded: false },
] as const satisfies readonly { key: keyof Perf; title: string; colour: string; faded: boolean }[];

const known = new WeakMap<DeviceEvaluation, readonly Tile[]>();

/** Largest at the bottom; empty shards are not there. */
export function tilesOf({ tables }: Evaluation, device: DeviceEvaluation): readonly Tile[] {
  let tiles = known.get(device);
  if (!tiles) {
    tiles = device.shards
      .map(({ table, shard }): Tile => {
        const { memory, total } = tables[table].shards[shard];
        return { table, shard, bytes: memory.hbm + memory.ddr, milliseconds: total };
      })
      .sort((a, b) => b.bytes - a.bytes || a.table - b.table || a.shard - b.shard);
    known.set(device, tiles);
  }
  return tiles;
}

/** Milliseconds of the dearest shard, to which all colours are held. */
export function dearest({ tables }: Evaluation): number {
  let most = 0;
  for (const { shards } of tables) for (const { total } of shards) if (total > most) most = total;
  return most;
}

/** Of each part of the time, the device that takes longest for it and so makes all others wait. */
export function waitedFor({ devices }: Evaluation): ReadonlyMap<keyof Perf, number> {
  const waited = new Map<keyof Perf, number>();
  for (const { key } of timeParts) {
    let slowest = 0;
    for (const { device, perf } of devices)
      if (perf[key] > devices[slowest].perf[key] * (1 + 1e-9)) slowest = device;
    if (devices[slowest].perf[key] > 0) waited.set(key, slowest);
  }
  return waited;
}

/** Marks of what was measured may be so many times as high as the slowest device; bars would be too low below more. */
const MOST_ABOVE = 2;

/** The end of the scale of times, in milliseconds. */
export function timeTop(rating: number, ran: readonly (RanDevice | undefined)[] = []): number {
  let most = Math.max(rating, 1e-9);
  const limit = MOST_ABOVE * most;
  for (const own of ran) if (own && own.measured <= limit && own.measured > most) most = own.measured;
  return niceTop(most);
}

const NICE = [1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12];

/** The end of a scale that holds a value with some room, stable under small changes. */
export function niceTop(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (NICE.find((step) => step * power >= value * 1.08) ?? 12);
}
