// Embedding tables as row ranges of one flat matrix, and the inputs that carry a batch's lookups.

import { type RowCoding, rowWords } from '../../base/rowCodes';
import type { Graph } from '../../graph/graph';
import { embeddingBag, type Lookups, type PoolingMode } from '../../graph/ops/embedding';
import { reshape } from '../../graph/ops/shape';
import type { Value } from '../../graph/value';
import { codedTableUniform, tableUniform } from '../initialisers';

/** Bits of a number of a table: f32, or codes with a scale and a bias a row. */
export type TableBits = 32 | RowCoding['bits'];

/** Row of the flat matrix where each table starts. */
export function tableOffsets(tables: readonly number[]): number[] {
  let next = 0;
  return tables.map((rows) => {
    const start = next;
    next += rows;
    return start;
  });
}

/**
 * Declares the lookups of `bags` bags as the graph's inputs `indices`, `offsets`, `uniqueRows`,
 * `segmentStarts`, `segmentBags` and `counts`, with room for `capacity` lookups.
 */
export function lookupInputs(graph: Graph, bags: number, capacity: number): Lookups {
  const input = (name: string, size: number) => graph.input(name, [size], 'u32');
  return {
    indices: input('indices', capacity),
    offsets: input('offsets', bags + 1),
    uniqueRows: input('uniqueRows', capacity),
    segmentStarts: input('segmentStarts', capacity + 1),
    segmentBags: input('segmentBags', capacity),
    counts: input('counts', 2),
  };
}

/** Declares the flat matrix of all tables, and how its words are to be read where they are codes. */
export function tableParameter(
  graph: Graph,
  tables: readonly number[],
  dimension: number,
  bits: TableBits = 32,
): { flat: Value; coding?: RowCoding } {
  const rows = tables.reduce((sum, size) => sum + size, 0);
  if (bits === 32) return { flat: graph.parameter('tables', [rows, dimension], tableUniform(tables), false) };
  const coding = { bits, width: dimension };
  const initializer = codedTableUniform(tables, coding);
  return { flat: graph.parameter('tables', [rows, rowWords(coding)], initializer, false), coding };
}

/**
 * Pools every bag of every table: [batch, tables, dimension]. Bag b·T + t is sample b's bag of table t;
 * indices are rows of the flat matrix (a table's own id plus its `tableOffsets`).
 * Parameter `tables` [Σ rows, dimension], not decayed; with fewer than 32 bits u32 [Σ rows, words] of coded rows.
 */
export function embeddingTables(
  graph: Graph,
  tables: readonly number[],
  dimension: number,
  lookups: Lookups,
  mode: PoolingMode,
  bits: TableBits = 32,
): Value {
  const { flat, coding } = tableParameter(graph, tables, dimension, bits);
  const pooled = graph.scope('embeddings', () => embeddingBag(flat, lookups, mode, coding));
  return reshape(pooled, [pooled.shape[0] / tables.length, tables.length, dimension]);
}
