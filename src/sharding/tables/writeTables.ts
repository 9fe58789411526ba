// Tables as a file that `readTables` reads, with all that is known of their accesses.

import type { EmbeddingTable } from '../problem';

export const tablesText = (tables: readonly EmbeddingTable[]): string =>
  `${JSON.stringify(tables.map(recordOf), null, 1)}\n`;

function recordOf({ accesses, poolingFactor, ...table }: EmbeddingTable) {
  const pieces = accesses?.pieces ?? [];
  return {
    ...{ ...table, pooling: poolingFactor },
    ...(accesses &&
      pieces.length > 0 && {
        rows_per_bin: pieces.map(({ rows }) => rows),
        acc_per_bin: pieces.map((piece) => piece.accesses),
        unseen: accesses.unseen,
      }),
  };
}
