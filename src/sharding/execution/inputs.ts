// What the host gives the virtual devices before a step: each its samples, and the lookups on their way from device
// to device.

import { encodeCopy, part, spotInState, spotOfFeed, submitHops, writeSpot } from '../../compile/hops';
import type { Gpu } from '../../gpu/device';
import type { VirtualDevice } from './devices';
import { groupNames } from './embeddingGraphs';
import type { ExecutionLayout, Slice } from './layout';
import { routeLookups, type TableLookups } from './route';
import type { Traffic } from './transfers';

export interface ShardedBatch {
  /** [batch, features] */
  dense: Float32Array<ArrayBuffer>;
  /** [batch] */
  labels: Float32Array<ArrayBuffer>;
  lookups: TableLookups;
}

export interface StepNumbers {
  learningRate: number;
  step: number;
}

const BYTES = 4;

export function uploadSamples(
  gpu: Gpu,
  { slices, batch }: ExecutionLayout,
  devices: readonly VirtualDevice[],
  { dense, labels }: ShardedBatch,
): void {
  const features = dense.length / batch;
  for (const [device, { first, count }] of slices.entries()) {
    const { state } = devices[device].slice;
    const own = dense.subarray(first * features, (first + count) * features);
    writeSpot(gpu, spotInState(state, 'dense'), own);
    writeSpot(gpu, spotInState(state, 'targets'), labels.subarray(first, first + count));
  }
}

export function uploadNumbers(
  gpu: Gpu,
  devices: readonly VirtualDevice[],
  { learningRate, step }: StepNumbers,
): void {
  const numbers = { learningRate: Float32Array.of(learningRate), step: Uint32Array.of(step) };
  for (const { shardUpdate, denseUpdate } of devices)
    for (const update of [shardUpdate, denseUpdate])
      for (const [name, value] of Object.entries(numbers))
        if (update?.program.plan.feeds.has(name)) writeSpot(gpu, spotOfFeed(update.program, name), value);
}

/** Copies the lookups from the `outboxes` of the devices to the holders of their rows. */
export function exchangeLookups(
  gpu: Gpu,
  layout: ExecutionLayout,
  devices: readonly VirtualDevice[],
  outboxes: readonly GPUBuffer[],
  lookups: TableLookups,
  traffic: Traffic,
): void {
  const routed = routeLookups(layout, lookups, traffic);
  for (const [device, sent] of routed.outboxes.entries())
    writeSpot(gpu, { buffer: outboxes[device], offset: 0, bytes: outboxes[device].size }, sent);
  for (const [device, groups] of routed.offsets.entries())
    for (const [group, starts] of groups.entries())
      writeSpot(gpu, spotInState(devices[device].pooling!.state, groupNames(group).offsets), starts);
  submitHops(gpu, 'index all-to-all', (encoder) => {
    for (const { from, shard, at, to, count } of routed.messages) {
      const bytes = BYTES * count;
      const { state } = devices[shard.device].pooling!;
      const received = spotInState(state, groupNames(shard.group).indices);
      const sent = { buffer: outboxes[from], offset: BYTES * at, bytes };
      encodeCopy(encoder, sent, part(received, BYTES * to, bytes));
    }
  });
}

/** Lookups of replicated tables stay on the device that owns the sample. */
export function uploadReplicatedLookups(
  gpu: Gpu,
  { replicated, slices, tables }: ExecutionLayout,
  devices: readonly VirtualDevice[],
  { offsets, rows }: TableLookups,
): void {
  if (!replicated.length) return;
  for (const [device, slice] of slices.entries()) {
    const { starts, indices } = copiedLookups(replicated, tables, slice, { offsets, rows });
    const { state } = devices[device].slice;
    writeSpot(gpu, spotInState(state, 'indices'), indices);
    writeSpot(gpu, spotInState(state, 'offsets'), starts);
  }
}

/**
 * Lookups of a slice of a batch in tables that lie one after another in a flat matrix: `indices`, rows of it, bag
 * sample·tables + table, and where each bag `starts`. `rowsOf`: of each table of all.
 */
export function copiedLookups(
  tables: readonly number[],
  rowsOf: readonly number[],
  { first, count }: Slice,
  { offsets, rows }: TableLookups,
): { starts: Uint32Array<ArrayBuffer>; indices: Uint32Array<ArrayBuffer> } {
  const starts = new Uint32Array(count * tables.length + 1);
  const indices: number[] = [];
  for (let sample = first; sample < first + count; sample++) {
    let base = 0;
    for (const [place, table] of tables.entries()) {
      for (let j = offsets[table][sample]; j < offsets[table][sample + 1]; j++)
        indices.push(base + rows[table][j]);
      starts[(sample - first) * tables.length + place + 1] = indices.length;
      base += rowsOf[table];
    }
  }
  return { starts, indices: Uint32Array.from(indices) };
}
