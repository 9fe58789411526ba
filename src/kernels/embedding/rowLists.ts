// Lists of the touched rows of an update by how many lookups each has, for software adapters: rows of few lookups are
// then updated without a loop, and neighbouring lanes are at rows that take as long (see
// shaders/lib/sparse_update_listed.wgsl).

import type { Node, Value } from '../../graph/value';
import { type Dispatch, type LoweringContext, labelOf, read, spread, write } from '../kernel';
import { SOFTWARE_LANES } from '../launch';

/** Fewest and most lookups of a row of each list, as in `shaders/lib/touched_rows.wgsl`. */
const lengths = [
  { fewest: 1, most: 1 },
  { fewest: 2, most: 2 },
  { fewest: 3, most: 4 },
  { fewest: 5, most: Number.POSITIVE_INFINITY },
] as const;

/** 32-bit words of a listed row. */
const ROW_WORDS = 4;
/** Enough for the lanes of many cores, and no more, as each adds the counts of those before it. */
const MOST_STRIPS = 64;

export interface ListedRows {
  listed: Value;
  /** Lookups of a row of a list, how many rows it has at most, and where it begins. */
  lists: readonly { fewest: number; most: number; rows: number; begin: number }[];
  dispatches: readonly Dispatch[];
}

interface Segments {
  uniqueRows: Value;
  segmentStarts: Value;
  segmentBags: Value;
  counts: Value;
}

/** Of a table with `tableRows` rows. */
export function listRows(
  node: Node,
  { uniqueRows, segmentStarts, segmentBags, counts }: Segments,
  tableRows: number,
  { limits, scratch }: Pick<LoweringContext, 'limits' | 'scratch'>,
): ListedRows {
  const [capacity] = segmentBags.shape;
  const rows = Math.min(capacity, tableRows);
  let end: number = lengths.length;
  const lists = lengths.map(({ fewest, most }) => {
    const begin = end;
    const longest = Math.min(rows, Math.floor(capacity / fewest));
    end += longest;
    return { fewest, most, rows: longest, begin };
  });
  const strip = Math.ceil(rows / MOST_STRIPS);
  const strips = Math.ceil(rows / strip);
  const lengthCounts = scratch([4 * strips], 'lengthCounts', 'u32');
  const listed = scratch([ROW_WORDS * end], 'listedRows', 'u32');
  const step = (name: string, bindings: Dispatch['bindings']): Dispatch => ({
    label: labelOf(node, name),
    kernel: { shader: `embedding/${name}`, constants: { WORKGROUP: SOFTWARE_LANES } },
    bindings: [read(segmentStarts), read(counts), ...bindings],
    params: [...lists.map(({ begin }) => begin), strips, strip],
    workgroups: spread(Math.ceil(strips / SOFTWARE_LANES), limits),
  });
  return {
    ...{ listed, lists },
    dispatches: [
      step('length_counts', [write(lengthCounts)]),
      step('rows_by_length', [...[lengthCounts, uniqueRows, segmentBags].map(read), write(listed)]),
    ],
  };
}
