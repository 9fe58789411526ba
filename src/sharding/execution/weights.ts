// Tables to shards and back: the same numbers, cut as a plan says.

import { initialise } from '../../graph/initialise';
import { tableUniform } from '../../nn/initialisers';
import { tableOffsets } from '../../nn/layers/embedding';
import type { PlacedShard, ShardGroup } from './layout';

export interface FlatTables {
  /** Rows of each table. */
  tables: readonly number[];
  dimension: number;
  /** [Σ rows, dimension]. */
  data: Float32Array<ArrayBuffer>;
}

/** The tables as an unsharded model of that seed starts. */
export function startingTables(tables: readonly number[], dimension: number, seed: number): FlatTables {
  const rows = tables.reduce((sum, count) => sum + count, 0);
  const initializer = tableUniform(tables);
  return {
    tables,
    dimension,
    data: initialise({ name: 'tables', shape: [rows, dimension], initializer }, seed),
  };
}

/** The flat matrix of a group of shards. */
export function cutGroup(flat: FlatTables, { rows, columns, shards }: ShardGroup): Float32Array<ArrayBuffer> {
  const group = new Float32Array(rows * columns);
  eachRow(flat, shards, (shard, inTables, inGroup) =>
    group.set(flat.data.subarray(inTables, inTables + shard.columns), inGroup),
  );
  return group;
}

/** Writes a group of shards back to where its rows and columns are in the tables. */
export function pasteGroup(flat: FlatTables, { shards }: ShardGroup, group: Float32Array): void {
  eachRow(flat, shards, (shard, inTables, inGroup) =>
    flat.data.set(group.subarray(inGroup, inGroup + shard.columns), inTables),
  );
}

function eachRow(
  { tables, dimension }: FlatTables,
  shards: readonly PlacedShard[],
  visit: (shard: PlacedShard, inTables: number, inGroup: number) => void,
): void {
  const starts = tableOffsets(tables);
  for (const shard of shards)
    for (let row = 0; row < shard.rows; row++)
      visit(
        shard,
        (starts[shard.table] + shard.firstRow + row) * dimension + shard.firstColumn,
        (shard.base + row) * shard.columns,
      );
}

/** Whole tables one after another, as replicated ones lie. */
export function cutTables({ tables, dimension, data }: FlatTables, chosen: readonly number[]) {
  const starts = tableOffsets(tables);
  const rows = chosen.reduce((sum, table) => sum + tables[table], 0);
  const cut = new Float32Array(rows * dimension);
  let end = 0;
  for (const table of chosen) {
    const from = starts[table] * dimension;
    cut.set(data.subarray(from, from + tables[table] * dimension), end);
    end += tables[table] * dimension;
  }
  return { shape: [rows, dimension], data: cut };
}

/** Writes them back. */
export function pasteTables(
  { tables, dimension, data }: FlatTables,
  chosen: readonly number[],
  cut: Float32Array,
): void {
  const starts = tableOffsets(tables);
  let end = 0;
  for (const table of chosen) {
    const length = tables[table] * dimension;
    data.set(cut.subarray(end, end + length), starts[table] * dimension);
    end += length;
  }
}
