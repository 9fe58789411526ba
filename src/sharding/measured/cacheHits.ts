// How many lookups a cache of the hottest rows serves, as RecShard's remapping leaves it.

import type { EmbeddingTable } from '../problem';

/** Share of lookups to the hottest `cached` rows; all rows are alike where no accesses are known. */
export function cacheHitShare(
  { rows, accesses }: Pick<EmbeddingTable, 'rows' | 'accesses'>,
  cached: number,
): number {
  const pieces = accesses?.pieces ?? [];
  const total = pieces.reduce((sum, piece) => sum + piece.accesses, 0);
  if (!(total > 0)) return Math.min(1, cached / rows);
  const known = pieces.reduce((sum, piece) => sum + piece.rows, 0);
  let left = cached;
  let hits = 0;
  for (const piece of pieces) {
    if (left <= 0) break;
    const held = Math.min(left, piece.rows);
    hits += (piece.accesses * held) / piece.rows;
    left -= held;
  }
  // Room that is left holds some of the rows that no lookup of the sample went to.
  const unseen = rows > known ? (accesses!.unseen * Math.max(0, left)) / (rows - known) : 0;
  return (1 - accesses!.unseen) * (hits / total) + Math.min(accesses!.unseen, unseen);
}
