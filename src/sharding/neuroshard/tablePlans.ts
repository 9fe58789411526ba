// Column pieces on devices as plans of tables.

import type { EmbeddingTable, TablePlan } from '../problem';
import type { Piece } from './task';

/** Of each table in turn; its pieces in their order, from the first column on. */
export const tablePlansOf = (
  tables: readonly Pick<EmbeddingTable, 'rows'>[],
  pieces: readonly Pick<Piece, 'table' | 'dimension'>[],
  devices: readonly number[],
): TablePlan[] =>
  tables.map(({ rows }, table) => {
    let firstColumn = 0;
    const shards = pieces.flatMap((piece, at) => {
      if (piece.table !== table) return [];
      const shard = { device: devices[at], firstRow: 0, rows, firstColumn, columns: piece.dimension };
      firstColumn += piece.dimension;
      return [shard];
    });
    const shardingType = shards.length > 1 ? 'column_wise' : 'table_wise';
    return { table, shardingType, computeKernel: 'fused', shards };
  });
