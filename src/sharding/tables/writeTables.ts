// Tables as a file that `readTables` reads.

import type { EmbeddingTable } from '../problem';

export const tablesText = (tables: readonly EmbeddingTable[]): string =>
  `${JSON.stringify(tables.map(recordOf), null, 1)}\n`;

const recordOf = ({ name, rows, dimension, bytesPerElement, ...use }: EmbeddingTable) => ({
  ...{ name, rows, dimension, bytesPerElement },
  ...{ pooling: use.poolingFactor, coverage: use.coverage },
  ...(use.accesses && {
    rows_per_bin: use.accesses.pieces.map((piece) => piece.rows),
    acc_per_bin: use.accesses.pieces.map((piece) => piece.accesses),
    unseen: use.accesses.unseen,
  }),
});
