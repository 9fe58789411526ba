// All pieces of all tables in one order, hottest row first. What a byte of fast memory saves is the lookups of the row
// that lies there times a constant, however long the row is: filling in this order is optimal, but for a last row that
// does not fit where rows differ in length.

import type { SplitDevice, SplitProblem } from './splitProblem';

export interface HotnessOrder {
  /** Of each piece, hottest first, here and below: its table. */
  table: Int32Array;
  rows: Float64Array;
  rowBytes: Float64Array;
  bytes: Float64Array;
  /** Seconds saved by holding a row, or the whole piece, in fast memory. */
  rowSavings: Float64Array;
  savings: Float64Array;
  /** Places of each table's pieces in the order, ascending. */
  placesOf: Int32Array[];
  /** Seconds of each table that lies whole in slow memory. */
  slowSeconds: Float64Array;
  leastRowBytes: number;
}

export function hotnessOrder({ tables, device }: SplitProblem): HotnessOrder {
  const perByte = 1 / device.slowBytesPerSecond - 1 / device.fastBytesPerSecond;
  const pieces = tables.flatMap(({ pieces: own, rowBytes }, table) =>
    own.map(({ rows, lookups }) => ({ table, rows, rowBytes, lookups, heat: lookups / rows })),
  );
  // A stable sort: of equals the earlier table's.
  pieces.sort((a, b) => b.heat - a.heat);
  const placesOf: number[][] = tables.map(() => []);
  pieces.forEach(({ table }, place) => {
    placesOf[table].push(place);
  });
  const column = (of: (piece: (typeof pieces)[number]) => number) => Float64Array.from(pieces, of);
  return {
    table: Int32Array.from(pieces, ({ table }) => table),
    rows: column(({ rows }) => rows),
    rowBytes: column(({ rowBytes }) => rowBytes),
    bytes: column(({ rows, rowBytes }) => rows * rowBytes),
    rowSavings: column(({ heat, rowBytes }) => heat * rowBytes * perByte),
    savings: column(({ lookups, rowBytes }) => lookups * rowBytes * perByte),
    placesOf: placesOf.map((places) => Int32Array.from(places)),
    slowSeconds: Float64Array.from(tables, (t) => (t.lookups * t.rowBytes) / device.slowBytesPerSecond),
    leastRowBytes: Math.min(...tables.map(({ rowBytes }) => rowBytes)),
  };
}

/**
 * Seconds that a device saves with its fast memory filled with whole rows, hottest first; −∞ where its slow memory
 * cannot hold the rest. `places`: the first `length` are all pieces of its tables, ascending. `taken` hears how many
 * rows of which piece go to fast memory.
 */
export function filledSavings(
  order: HotnessOrder,
  places: ArrayLike<number>,
  length: number,
  device: SplitDevice,
  taken?: (place: number, rows: number) => void,
): number {
  let free = device.fastBytes;
  let saved = 0;
  let slow = 0;
  for (let i = 0; i < length; i++) slow += order.bytes[places[i]];
  for (let i = 0; i < length && free >= order.leastRowBytes; i++) {
    const place = places[i];
    // Rows never looked up go to fast memory only where slow memory lacks room for them.
    if (order.savings[place] === 0 && slow <= device.slowBytes) break;
    const fits = order.bytes[place] <= free;
    const rows = fits ? order.rows[place] : Math.floor(free / order.rowBytes[place]);
    const bytes = rows * order.rowBytes[place];
    free -= bytes;
    slow -= bytes;
    saved += fits ? order.savings[place] : rows * order.rowSavings[place];
    if (rows > 0) taken?.(place, rows);
  }
  return slow > device.slowBytes ? Number.NEGATIVE_INFINITY : saved;
}
