// Who updates which touched rows: the walks that a rule of the sparse update is run on, by adapter class and by what is
// in memory.

import { codeWords, type RowCoding } from '../../base/rowCodes';
import type { AdapterClass } from '../kernel';
import { SOFTWARE_LANES, type VectorWidth } from '../launch';
import { WORKGROUP } from './pooling';
import type { ListedRows } from './rowLists';

/** One pass of a rule over touched rows. */
export interface RuleWalk {
  /** The libraries of the walk, of where gradients come from, and of strips (see shaders/lib/sparse_update.wgsl). */
  include: readonly string[];
  constants: { WORKGROUP: number } & Readonly<Record<string, number>>;
  invocations: number;
  /** Where its list begins, invocations that share a row of it, and rows that are under way at a time. */
  list: number;
  sharers: number;
  stride: number;
}

interface Walked {
  /** Touched rows at most. */
  rows: number;
  /** Columns of the table, in vectors. */
  width: number;
  coding?: RowCoding;
  /** Only hot rows were summed before. */
  hotOnly: boolean;
  adapterClass: AdapterClass;
}

/** Every touched row in one pass. */
export function walkOfRows({ rows, width, coding, hotOnly, adapterClass }: Walked): RuleWalk {
  const units = coding ? codeWords(coding) : width;
  // A power of two share a row; one where barriers are dear.
  const LANES = adapterClass === 'software' ? 1 : Math.min(WORKGROUP, 2 ** Math.ceil(Math.log2(units)));
  const walk = coding ? 'sparse_update_codes' : 'sparse_update_rows';
  return {
    include: [walk, hotOnly ? 'gradient_terms' : 'gradient_pieces'],
    constants: { WORKGROUP, LANES },
    invocations: rows * LANES,
    ...{ list: 0, sharers: LANES, stride: rows },
  };
}

/** Of a list: enough for the lanes of many cores. */
const ROWS_AT_ONCE = 64;

/** A pass for each list of rows by length. A rule of whole rows has one invocation a row. */
export const walksOfLists = (
  { lists }: ListedRows,
  { width, vector, wholeRows }: { width: number; vector: VectorWidth; wholeRows: boolean },
): readonly RuleWalk[] => {
  const matrices = vector.width === 4 && width % 4 === 0;
  const strips = matrices ? width / 4 : width;
  const sharers = wholeRows ? 1 : strips;
  return lists.flatMap(({ fewest, most, rows, begin }, LIST) => {
    if (!rows) return [];
    const few = Number.isFinite(most);
    const stride = Math.min(rows, ROWS_AT_ONCE);
    return {
      include: [
        ...['sparse_update_listed', few ? 'gradient_few' : 'gradient_many'],
        matrices ? 'strip_matrix' : 'strip_vector',
      ],
      constants: {
        ...{ WORKGROUP: SOFTWARE_LANES, LIST, STRIPS: strips },
        ...(few && { FEWEST: fewest, MOST: most }),
      },
      invocations: stride * sharers,
      ...{ list: begin, sharers, stride },
    };
  });
};
