// Documents to begin with: of tables that are built in, made up or given in a file, on a cluster of which every number is
// said.

import type { Cluster, ComputeKernel, EmbeddingTable, ShardingType } from '../problem';
import type { WireBytes } from '../torchrec/perf';
import type { Reservation } from '../torchrec/reservation';
import type { StorageSettings } from '../torchrec/storage';
import type { PlanDocument } from './document';

/** All that a document needs beside its tables; nothing has a default. */
export interface DocumentSettings {
  cluster: Cluster;
  device: 'cuda' | 'cpu';
  /** Samples of a device. */
  batch: number;
  weighted: boolean;
  pooled: boolean;
  reservation: Reservation;
  storage: StorageSettings;
  wire: WireBytes;
  /** The cache of `fused_uvm_caching` is filled ahead of its use. */
  prefetched: boolean;
  /** Share of rows in that cache. */
  cacheLoadFactor: number;
  /** Narrowest column shard of TorchRec's planners. */
  minPartition: number;
  /** What planners may use; null for all that the device has (grid only where it is named). */
  shardingTypes: readonly ShardingType[] | null;
  computeKernels: readonly ComputeKernel[] | null;
}

/** Where a reader's document is from. */
export interface SourcedDocument {
  document: PlanDocument;
  /** "MLPerf DLRM-DCNv2", "tables.json, task 3". */
  source: string;
}

/** Settings to begin with, all of them TorchRec's own defaults except those of the cluster. */
export function settingsFor(_cluster: Cluster, _device: 'cuda' | 'cpu'): DocumentSettings {
  throw new Error('to come');
}

/** Whole tables, spread evenly by bytes; whether they fit is for its evaluation to say. */
export function documentOf(_tables: readonly EmbeddingTable[], _settings: DocumentSettings): PlanDocument {
  throw new Error('to come');
}

export function mlperfDocument(_settings: DocumentSettings): SourcedDocument {
  throw new Error('to come');
}

export interface GeneratedTables {
  seed: number;
  count: number;
  dimension: number;
  bytesPerElement: number;
}

export function generatedDocument(_tables: GeneratedTables, _settings: DocumentSettings): SourcedDocument {
  throw new Error('to come');
}

export interface GivenText {
  file: string;
  text: string;
}

/** What a file holds, so that a reader can be asked for what is left open. */
export type FileContents =
  | { kind: 'tables'; file: string; tables: number }
  /** Lists of table ids, in two pools; needs a file of tables beside it. */
  | { kind: 'tasks'; file: string; train: number; test: number }
  /** `_serialize()` of a plan; of the tables that the open document has. */
  | { kind: 'plan'; file: string }
  /** Runs of TorchRec's planner: each with its tables, cluster and plan. */
  | { kind: 'runs'; file: string; runs: readonly string[] };

/** Throws `DataError` naming file, place and reason, as do all below. */
export function contentsOf(_given: GivenText): FileContents {
  throw new Error('to come');
}

/** What a file of tables leaves open. */
export interface TableGaps {
  dimension: number;
  bytesPerElement: number;
}

export function tablesFileDocument(
  _given: GivenText,
  _gaps: TableGaps,
  _settings: DocumentSettings,
): SourcedDocument {
  throw new Error('to come');
}

export function taskFileDocument(
  _tasks: GivenText,
  _tables: GivenText,
  _task: { pool: 'train' | 'test'; index: number },
  _gaps: TableGaps,
  _settings: DocumentSettings,
): SourcedDocument {
  throw new Error('to come');
}

/** The open document with the plan of a file. */
export function planFileDocument(_given: GivenText, _document: PlanDocument): SourcedDocument {
  throw new Error('to come');
}

/** One run of TorchRec's planner, with the tables, the cluster and the plan that it had. */
export function runFileDocument(_given: GivenText, _run: number, _reservation: Reservation): SourcedDocument {
  throw new Error('to come');
}
