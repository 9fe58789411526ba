// The devices that are measured to learn what shards cost: chosen so that few of them cover the widths, rows, lookups,
// skews and numbers of tables that plans put together. The same question gives the same devices.

import { RandomStream } from '../../base/randomStream';
import type { EmbeddingTable } from '../problem';
import { zipfProfile } from './drawLookups';

/** A shard that is a table of its own. */
export type GridShard = Pick<EmbeddingTable, 'rows' | 'poolingFactor' | 'coverage' | 'accesses'> & {
  columns: number;
  /** Room for lookups over lookups: what a shard of a table's rows gets beside those of other shards. */
  room: number;
};

export interface GridDevice {
  batch: number;
  shards: readonly GridShard[];
}

export interface GridRange {
  devices: number;
  batch: number;
  /** Of a shard, each from least to most. */
  columns: readonly [number, number];
  /** The only widths within `columns` that shards have; without, they have any. */
  widths?: readonly number[];
  rows: readonly [number, number];
  lookups: readonly [number, number];
  /** Shards on a device. */
  shards: readonly [number, number];
  seed: number;
}

const STREAM = 37;
const MOST_SKEW = 1.4;
const MOST_ROOM = 4;

export function shardGrid({ devices, batch, columns, widths, ...range }: GridRange): GridDevice[] {
  const { rows, lookups, shards, seed } = range;
  const cut = widths ? (wanted: number) => nearest(widths, wanted) : fours;
  return Array.from({ length: devices }, (_, index) => {
    const random = new RandomStream(seed, STREAM, index);
    // Whatever varies within a device varies around a place of its own, and the places are spread evenly.
    const between = (axis: number, [least, most]: readonly [number, number], share = spread(index, axis)) =>
      least * (most / least) ** share;
    const near = (axis: number) =>
      Math.min(1, Math.max(0, spread(index, axis) + 0.4 * (random.nextUniform() - 0.5)));
    const count = Math.round(between(0, shards));
    const skew = MOST_SKEW * spread(index, 4);
    const partial = spread(index, 5);
    return {
      batch: Math.round(batch * 2 ** -Math.floor(2 * spread(index, 6))),
      shards: Array.from({ length: count }, (): GridShard => {
        const own = Math.round(between(2, rows, near(2)));
        return {
          columns: cut(between(1, columns, random.nextUniform() < 0.5 ? near(1) : spread(index, 1))),
          ...{ rows: own, poolingFactor: between(3, lookups, near(3)), coverage: 1 },
          accesses: zipfProfile(own, skew),
          room: random.nextUniform() < partial ? 1 + (MOST_ROOM - 1) * random.nextUniform() : 1,
        };
      }),
    };
  });
}

/** Widths are multiples of four, as plans cut them. */
const fours = (columns: number): number => Math.max(4, 4 * Math.round(columns / 4));

/** In proportion. */
const nearest = (widths: readonly number[], wanted: number): number =>
  widths.reduce((a, b) => (Math.abs(Math.log(b / wanted)) < Math.abs(Math.log(a / wanted)) ? b : a));

/** The place of the index-th point along an axis: a Kronecker sequence, which fills a cube evenly (Roberts 2018). */
function spread(index: number, axis: number): number {
  // The positive root of x^8 = x + 1, for seven axes.
  const ratio = 1.0969815577985598;
  return (0.5 + (index + 1) * ratio ** -(axis + 1)) % 1;
}
