// Embedding tables as row ranges of one flat matrix, and the inputs that carry a batch's lookups.

import type { Graph } from '../../graph/graph';
import { embeddingBag, type Lookups, type PoolingMode } from '../../graph/ops/embedding';
import { reshape } from '../../graph/ops/shape';
import type { Value } from '../../graph/value';
import { tableUniform } from '../initialisers';

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

/**
 * Pools every bag of every table: [batch, tables, dimension]. Bag b·T + t is sample b's bag of table t;
 * indices are rows of the flat matrix (a table's own id plus its `tableOffsets`).
 * Parameter `tables` [Σ rows, dimension], not decayed.
 */
export function embeddingTables(
  graph: Graph,
  tables: readonly number[],
  dimension: number,
  lookups: Lookups,
  mode: PoolingMode,
): Value {
  const rows = tables.reduce((sum, size) => sum + size, 0);
  const flat = graph.parameter('tables', [rows, dimension], tableUniform(tables), false);
  const pooled = graph.scope('embeddings', () => embeddingBag(flat, lookups, mode));
  return reshape(pooled, [pooled.shape[0] / tables.length, tables.length, dimension]);
}
