// Sets of shards as large as an adapter holds them, and as a bounded time allows: what goes beyond is halved.

import { type GridDevice, type GridRange, shardGrid } from './shardGrid';

/** What all sets together, or one of their kernels, may take. */
export interface GridRoom {
  /** Of a matrix that a kernel binds. */
  boundBytes: number;
  /** Of everything that is there at once. */
  heldBytes: number;
  /** Numbers that one run of all kernels reads. */
  readNumbers: number;
}

const BYTES = 4;
/** Of what is held; the rest is for rows. */
const MOST_OF_BAGS = 0.75;
const FEWEST_ROWS = 100;
const FEWEST_SAMPLES = 8;

/** The range with its batch and its rows halved until its sets fit, and its lookups where the smallest batch has too many. */
export function fittingRange(wanted: GridRange, room: GridRoom): GridRange {
  for (let range = wanted; ; ) {
    const needs = needsOf(shardGrid(range));
    const { rows, batch, lookups } = range;
    const tooManyRows =
      needs.tableBytes > room.boundBytes || needs.heldTableBytes + needs.heldBagBytes > room.heldBytes;
    const tooMuchMoves =
      needs.bagBytes > room.boundBytes ||
      needs.heldBagBytes > MOST_OF_BAGS * room.heldBytes ||
      needs.readNumbers > room.readNumbers;
    if (tooMuchMoves && batch > FEWEST_SAMPLES)
      range = { ...range, batch: Math.max(FEWEST_SAMPLES, Math.floor(batch / 2)) };
    else if (tooMuchMoves && lookups[1] > 2 * lookups[0])
      range = { ...range, lookups: [lookups[0], lookups[1] / 2] };
    else if (tooManyRows && rows[1] > FEWEST_ROWS) {
      const most = Math.max(FEWEST_ROWS, Math.floor(rows[1] / 2));
      range = { ...range, rows: [Math.min(rows[0], most), most] };
    } else return range;
  }
}

interface GridNeeds {
  /** The largest matrix of a width of a device; of all. */
  tableBytes: number;
  heldTableBytes: number;
  /** The same of pooled vectors, and of gradients of rows, of which there may be as many as room for lookups. */
  bagBytes: number;
  heldBagBytes: number;
  readNumbers: number;
}

export function needsOf(grid: readonly GridDevice[]): GridNeeds {
  const needs = { tableBytes: 0, heldTableBytes: 0, bagBytes: 0, heldBagBytes: 0, readNumbers: 0 };
  for (const { batch, shards } of grid) {
    for (const width of new Set(shards.map(({ columns }) => columns))) {
      const own = shards.filter(({ columns }) => columns === width);
      const sum = (of: (shard: (typeof own)[number]) => number) =>
        own.reduce((all, shard) => all + of(shard), 0);
      const tableBytes = BYTES * width * sum(({ rows }) => rows);
      const vectors = Math.max(
        own.length,
        sum(({ poolingFactor, room }) => poolingFactor * room),
      );
      const bagBytes = BYTES * width * batch * vectors;
      needs.tableBytes = Math.max(needs.tableBytes, tableBytes);
      needs.bagBytes = Math.max(needs.bagBytes, bagBytes);
      needs.heldTableBytes += tableBytes;
      needs.heldBagBytes += bagBytes;
      needs.readNumbers += width * batch * sum(({ poolingFactor }) => poolingFactor);
    }
  }
  return needs;
}
