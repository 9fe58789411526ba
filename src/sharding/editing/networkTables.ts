// The tables of a document as trained networks are told of them.

import type { EmbeddingTable, Shard, TablePlan } from '../problem';
import { evenAccesses } from '../tables/evenAccesses';
import { lookupsOf, type PlannerTable } from '../torchrec/table';

/** Lookups of all features as means over all samples; where nothing is known of accesses, rows are looked up evenly. */
export function networkTable(table: PlannerTable): EmbeddingTable {
  const { name, rows, dimension, bytesPerElement, accesses, features } = table;
  const samples = Math.max(...features.map(({ batch }) => batch));
  const poolingFactor = samples > 0 ? lookupsOf(table).inputs / samples : 0;
  return {
    ...{ name, rows, dimension, bytesPerElement, poolingFactor, coverage: 1 },
    accesses: accesses ?? evenAccesses(rows, poolingFactor),
  };
}

/** Part of a batch's lookups of a table that go to a shard: a copy serves its own device, rows what falls to them evenly. */
export const lookedUpShare = (
  { rows: all }: Pick<PlannerTable, 'rows'>,
  { shardingType, shards }: TablePlan,
  { rows }: Shard,
): number => (shardingType === 'data_parallel' ? 1 / shards.length : rows / all);

/** A shard as a table of its own, with its part of rows, columns and lookups; wherever its rows lie, as if on the device. */
export function networkShard(table: PlannerTable, own: TablePlan, shard: Shard): EmbeddingTable {
  const whole = networkTable(table);
  const { rows, columns: dimension } = shard;
  const [looked, kept] = [lookedUpShare(table, own, shard), rows / table.rows];
  const { pieces, unseen } = whole.accesses!;
  const accesses = {
    pieces: pieces.map((piece) => ({ rows: piece.rows * kept, accesses: piece.accesses * looked })),
    unseen,
  };
  return { ...whole, rows, dimension, poolingFactor: whole.poolingFactor * looked, accesses };
}
