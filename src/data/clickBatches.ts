// Batches of click data. All tables share one flat row space (row = tableOffset[table] + id), and the bag of
// (sample b, table f) is b·T + f, so that one kernel serves every table.

import { ConfigError } from '../base/errors';
import type { ClickDataset, ClickTable } from './dataset';
import { EpochOrder, type SampleOrder } from './epochOrder';
import { type SparseUpdate, SparseUpdateBuilder } from './sparseUpdate';

/** Arrays that a batch is written to; the optional ones only when given. B samples, T tables. */
export interface ClickBatchBuffers {
  /** [B, D] */
  dense: Float32Array;
  /** Flat rows of all lookups, bag after bag: [maxLookups], of which offsets[B·T] are used. */
  indices: Uint32Array;
  /** [B·T + 1] */
  offsets: Uint32Array;
  /** [B] */
  labels: Float32Array;
  /** The true probability of each label, or the label itself where it is not known. [B] */
  probability?: Float32Array;
  /** 1 for a sample, 0 for padding [B]. */
  weights?: Float32Array;
  sparse?: SparseUpdate;
}

/** First flat row of each table, and last the total number of rows: [T + 1]. */
export function tableOffsets(tables: ClickTable[]): Uint32Array {
  const offsets = new Uint32Array(tables.length + 1);
  tables.forEach(({ rows }, table) => {
    if (offsets[table] + rows >= 2 ** 32) throw new ConfigError('The tables hold 2³² rows or more together.');
    offsets[table + 1] = offsets[table] + rows;
  });
  return offsets;
}

/** The most lookups that any batch of distinct samples can hold: the sum of the longest `batch` of them. */
export function maximumLookups(dataset: ClickDataset, batch: number): number {
  const lengths = new Uint32Array(dataset.count);
  for (const offsets of dataset.offsets) {
    for (let i = 0; i < dataset.count; i++) lengths[i] += offsets[i + 1] - offsets[i];
  }
  lengths.sort();
  let sum = 0;
  for (let i = Math.max(0, dataset.count - batch); i < dataset.count; i++) sum += lengths[i];
  return Math.max(1, sum);
}

export class ClickBatcher {
  readonly tableOffsets: Uint32Array;
  readonly maxLookups: number;
  private readonly epochOrder: EpochOrder;
  private readonly builder: SparseUpdateBuilder;

  constructor(
    readonly dataset: ClickDataset,
    readonly batch: number,
    readonly seed: number,
    readonly order: SampleOrder = 'shuffled',
  ) {
    this.tableOffsets = tableOffsets(dataset.tables);
    this.maxLookups = maximumLookups(dataset, batch);
    this.builder = new SparseUpdateBuilder(this.maxLookups, this.tableOffsets[dataset.tables.length]);
    this.epochOrder = new EpochOrder(dataset.count, Math.min(batch, Math.max(1, dataset.count)), seed, order);
  }

  get stepsPerEpoch(): number {
    return Math.floor(this.dataset.count / this.batch);
  }

  /** Batches that cover every sample once, the last one padded. */
  get evaluationBatches(): number {
    return Math.ceil(this.dataset.count / this.batch);
  }

  /** Training step k, always full. */
  fillTraining(step: number, buffers: ClickBatchBuffers): void {
    if (this.stepsPerEpoch === 0) {
      throw new ConfigError(
        `A batch of ${this.batch} needs at least as many training samples; there are ${this.dataset.count}.`,
      );
    }
    const rows = this.epochOrder.rows(step);
    this.fill(this.batch, (b) => rows[b], buffers);
  }

  /** Evaluation batch `index` in stored order. Returns how many samples it holds; the rest is empty bags. */
  fillEvaluation(index: number, buffers: ClickBatchBuffers): number {
    const first = index * this.batch;
    const valid = Math.min(this.batch, this.dataset.count - first);
    this.fill(valid, (b) => first + b, buffers);
    return valid;
  }

  private fill(valid: number, rowOf: (b: number) => number, buffers: ClickBatchBuffers): void {
    const { dataset, batch } = this;
    const width = dataset.denseFeatures;
    const tables = dataset.tables.length;
    let lookup = 0;
    buffers.offsets[0] = 0;
    for (let b = 0; b < valid; b++) {
      const row = rowOf(b);
      for (let d = 0; d < width; d++) buffers.dense[b * width + d] = dataset.dense[row * width + d];
      for (let table = 0; table < tables; table++) {
        const ids = dataset.ids[table];
        const base = this.tableOffsets[table];
        const end = dataset.offsets[table][row + 1];
        for (let j = dataset.offsets[table][row]; j < end; j++) buffers.indices[lookup++] = base + ids[j];
        buffers.offsets[b * tables + table + 1] = lookup;
      }
      buffers.labels[b] = dataset.labels[row];
      if (buffers.probability) {
        buffers.probability[b] = dataset.probability ? dataset.probability[row] : dataset.labels[row];
      }
    }
    buffers.offsets.fill(lookup, valid * tables + 1, batch * tables + 1);
    buffers.dense.fill(0, valid * width, batch * width);
    buffers.labels.fill(0, valid, batch);
    buffers.probability?.fill(0, valid, batch);
    buffers.weights?.fill(1, 0, valid).fill(0, valid, batch);
    if (buffers.sparse) this.builder.build(buffers.indices, buffers.offsets, batch * tables, buffers.sparse);
  }
}
