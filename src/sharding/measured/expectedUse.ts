// How a batch uses the rows of a table that is known by its statistics alone: what is to be expected, in closed form.

import type { EmbeddingTable } from '../problem';
import type { RangeUse, RangeUses } from './tableUse';

/**
 * Of `lookups` independent lookups, each to the row of the access profile, or where none is known to every row alike: a
 * row of chance q is touched with chance 1 − (1 − q)^lookups. Hot rows lie scattered, as hashing scatters them, so that
 * a range of rows has its share of all.
 */
export class ExpectedUse implements RangeUses {
  readonly even = true;
  private readonly distinct: number;

  constructor(
    private readonly table: Pick<EmbeddingTable, 'rows' | 'accesses'>,
    private readonly lookups: number,
  ) {
    this.distinct = expectedDistinct(table, lookups);
  }

  within(_: number, count: number): RangeUse {
    const share = count / this.table.rows;
    return { lookups: this.lookups * share, distinct: this.distinct * share };
  }
}

/** Rows that so many lookups touch, in expectation. */
export function expectedDistinct(
  { rows, accesses }: Pick<EmbeddingTable, 'rows' | 'accesses'>,
  lookups: number,
): number {
  const pieces = accesses?.pieces ?? [];
  const total = pieces.reduce((sum, piece) => sum + piece.accesses, 0);
  const seen = total > 0 ? 1 - accesses!.unseen : 0;
  // Lookups of rows that the sample has not seen may go to any.
  const anywhere = (1 - seen) / rows;
  let left = rows;
  let distinct = 0;
  for (const { rows: own, accesses: count } of total > 0 ? pieces : []) {
    const held = Math.min(left, own);
    if (!(held > 0)) continue;
    distinct += held * touched((seen * count) / total / held + anywhere, lookups);
    left -= held;
  }
  return distinct + left * touched(anywhere, lookups);
}

/** 1 − (1 − chance)^lookups, exact of the smallest chances. */
const touched = (chance: number, lookups: number): number =>
  chance >= 1 ? Math.min(1, lookups) : -Math.expm1(lookups * Math.log1p(-chance));
