// What is to be placed and where: embedding tables, the cluster that holds them, and a plan, which says of every table
// how it is cut and which device holds each piece. All numbers are the reader's to see and to change.

/** How often rows are looked up, hottest first: piecewise, each piece uniform within. */
export interface AccessPiece {
  rows: number;
  /** Lookups in a batch of the sample that all rows of the piece get together. */
  accesses: number;
}

export interface AccessProfile {
  pieces: readonly AccessPiece[];
  /** Share of future lookups that go to rows which the sample has not seen (Good and Turing's estimate). */
  unseen: number;
}

export interface EmbeddingTable {
  name: string;
  rows: number;
  /** Elements of a row. */
  dimension: number;
  bytesPerElement: number;
  /** Mean lookups in a sample that has the feature. */
  poolingFactor: number;
  /** Share of samples that have the feature. */
  coverage: number;
  accesses?: AccessProfile;
}

export interface Cluster {
  devices: number;
  devicesPerHost: number;
  /** Of one device, here and below: bytes, and bytes a second. */
  hbmBytes: number;
  ddrBytes: number;
  hbmBytesPerSecond: number;
  ddrBytesPerSecond: number;
  /** Between a device and the memory of its host. */
  hostLinkBytesPerSecond: number;
  intraHostBytesPerSecond: number;
  interHostBytesPerSecond: number;
}

/** A table, or what lies of one, on its device before anything else is placed. */
export interface PlacedTable {
  table: EmbeddingTable;
  device: number;
}

/** TorchRec's names. */
export const shardingTypes = [
  'data_parallel',
  'table_wise',
  'column_wise',
  'row_wise',
  'table_row_wise',
  'table_column_wise',
  'grid_shard',
] as const;
export type ShardingType = (typeof shardingTypes)[number];

/** TorchRec's names: where weights lie, and how the optimizer reaches them. */
export const computeKernels = ['dense', 'fused', 'fused_uvm', 'fused_uvm_caching'] as const;
export type ComputeKernel = (typeof computeKernels)[number];

/** A rectangle of a table on one device. */
export interface Shard {
  device: number;
  firstRow: number;
  rows: number;
  firstColumn: number;
  columns: number;
}

export interface TablePlan {
  /** Of the problem's table list. */
  table: number;
  shardingType: ShardingType;
  computeKernel: ComputeKernel;
  /** Share of its rows that the cache of `fused_uvm_caching` holds; where it is not said, what the table says. */
  cacheLoadFactor?: number;
  /** Tile the table exactly; of a data-parallel table, one whole copy a device. */
  shards: readonly Shard[];
}

/** To the letter; which table each is of is not asked. */
export const isSameTablePlan = (a: TablePlan, b: TablePlan): boolean =>
  a.shardingType === b.shardingType &&
  a.computeKernel === b.computeKernel &&
  a.cacheLoadFactor === b.cacheLoadFactor &&
  a.shards.length === b.shards.length &&
  a.shards.every((shard, index) => {
    const other = b.shards[index];
    return (
      shard.device === other.device &&
      shard.firstRow === other.firstRow &&
      shard.rows === other.rows &&
      shard.firstColumn === other.firstColumn &&
      shard.columns === other.columns
    );
  });

export interface Plan {
  tables: readonly TablePlan[];
}

export const tableBytes = ({ rows, dimension, bytesPerElement }: EmbeddingTable): number =>
  rows * dimension * bytesPerElement;
