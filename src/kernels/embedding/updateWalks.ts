// Who updates which touched rows: the walks that a rule of the sparse update is run on, by adapter class and by what is
// in memory.

import { codeWords, type RowCoding } from '../../base/rowCodes';
import type { AdapterClass } from '../kernel';
import { WORKGROUP } from './pooling';

/** One pass of a rule over touched rows. */
export interface RuleWalk {
  /** The libraries of the walk, and of where gradients come from (see shaders/lib/sparse_update.wgsl). */
  include: readonly [walk: string, gradients: string];
  constants: { WORKGROUP: number } & Readonly<Record<string, number>>;
  invocations: number;
}

/** Lookups of a row, least and most: rows of few are added without a loop, which a software adapter pays for dearly. */
const lengthClasses = [
  { FEWEST: 1, MOST: 1 },
  { FEWEST: 2, MOST: 4 },
  { FEWEST: 5, MOST: 2 ** 32 - 1 },
];

/** One vector of four lanes. */
const SOFTWARE_WORKGROUP = 4;

/** Strips of touched rows at least, where there are so many rows, and the longest worth having. */
const STRIPS = 256;
const LONGEST_STRIP = 128;

/** Touched rows that an invocation of a strip walk looks through. */
export const stripOf = (rows: number): number => Math.min(LONGEST_STRIP, Math.ceil(rows / STRIPS));

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

export function updateWalks({ rows, width, coding, hotOnly, adapterClass }: Walked): RuleWalk[] {
  const software = adapterClass === 'software';
  if (hotOnly && software)
    return lengthClasses.map((lengths) => ({
      include: ['sparse_update_strips', lengths.MOST <= 4 ? 'gradient_few' : 'gradient_terms'],
      constants: { WORKGROUP: SOFTWARE_WORKGROUP, ...lengths },
      invocations: Math.ceil(rows / stripOf(rows)),
    }));
  const units = coding ? codeWords(coding) : width;
  // A power of two share a row; one where barriers are dear.
  const LANES = software ? 1 : Math.min(WORKGROUP, 2 ** Math.ceil(Math.log2(units)));
  const walk = coding ? 'sparse_update_codes' : 'sparse_update_rows';
  return [
    {
      include: [walk, hotOnly ? 'gradient_terms' : 'gradient_pieces'],
      constants: { WORKGROUP, LANES },
      invocations: rows * LANES,
    },
  ];
}
