// A small DLRM on three devices with everything awkward in it: rows and samples that do not divide, a table with fewer
// rows than devices, a hot row, empty bags; and the same step unsharded.

import { RandomStream } from '../../../base/randomStream';
import { planProgram } from '../../../compile/plan';
import { deviceProfile, Program } from '../../../compile/program';
import { DeviceState } from '../../../compile/state';
import { createSparseUpdate, SparseUpdateBuilder } from '../../../data/sparseUpdate';
import type { Gpu } from '../../../gpu/device';
import { lookupCapacity } from '../../../nn/model';
import type { DlrmConfig } from '../../../nn/models/dlrm';
import { trainingStep } from '../../../nn/trainingStep';
import type { OptimizerConfig } from '../../../optim/config';
import type { Plan, ShardingType, TablePlan } from '../../problem';
import { cutTable } from '../cutTable';
import type { ShardedBatch } from '../inputs';
import type { ShardedOptions } from '../shardedDlrm';

export const DEVICES = 3;
export const BATCH = 23;
export const SEED = 5;
const LONGEST_BAG = 6;

export const model: DlrmConfig & { kind: 'dlrm' } = {
  kind: 'dlrm',
  dense: 3,
  tables: [2, 17, 101],
  bottom: [5, 6],
  top: [7, 1],
  interaction: 'dot',
  lookupsPerSample: 3 * LONGEST_BAG,
};
export const dimension = 6;

/** Every table by one type; columns in fours and twos. */
export const planBy = (type: ShardingType): Plan => ({
  tables: model.tables.map((rows, table) => {
    const first = table % DEVICES;
    const all = [0, 1, 2];
    // Two devices a host, the last host with one.
    const host = table % 2 ? [2] : [0, 1];
    const devices = {
      ...{ data_parallel: all, row_wise: all, column_wise: [first, (first + 1) % DEVICES] },
      ...{ table_wise: [first], table_row_wise: host, table_column_wise: host, grid_shard: all },
    }[type];
    return cutTable(table, { rows, dimension }, type, { devices, width: 4, devicesPerHost: 2 });
  }),
});

/** Unequal columns and rows, and of each table several shards on one device. */
export const unevenPlan: Plan = {
  tables: [
    uneven(0, 'column_wise', [1, 0, 2, 0, 5], [2, 0, 2, 5, 1]),
    uneven(1, 'row_wise', [1, 0, 3, 0, 6], [0, 3, 13, 0, 6], [1, 16, 1, 0, 6]),
    uneven(
      2,
      'grid_shard',
      [0, 0, 60, 0, 2],
      [1, 60, 41, 0, 2],
      [2, 0, 1, 2, 4],
      [0, 1, 40, 2, 4],
      [2, 41, 60, 2, 4],
    ),
  ],
};

/** Each: device, first row, rows, first column, columns. */
function uneven(table: number, shardingType: ShardingType, ...shards: number[][]): TablePlan {
  const cut = shards.map(([device, firstRow, rows, firstColumn, columns]) => ({
    ...{ device, firstRow, rows, firstColumn, columns },
  }));
  return { table, shardingType, computeKernel: 'fused', shards: cut };
}

/** No table is cut: all on device 0. */
export const wholePlan: Plan = {
  tables: model.tables.map((rows, table) =>
    cutTable(table, { rows, dimension }, 'table_wise', { devices: [0] }),
  ),
};

export const optionsOf = (plan: Plan, optimizer: OptimizerConfig, devices = DEVICES): ShardedOptions => ({
  ...{ model, plan, devices, devicesPerHost: 2, batch: BATCH, optimizer, seed: SEED },
  lookupsOfTable: model.tables.map(() => BATCH * LONGEST_BAG),
  lookups: lookupCapacity(model, BATCH),
});

/** A third of the bags is empty; row 1 of each table gets two lookups of three. */
export function batchOf(step: number): ShardedBatch {
  const random = new RandomStream(SEED, 100 + step);
  const offsets: Uint32Array[] = [];
  const rows: Uint32Array[] = [];
  for (const count of model.tables) {
    const starts = [0];
    const found: number[] = [];
    for (let sample = 0; sample < BATCH; sample++) {
      const length = random.integer(3) ? 1 + random.integer(LONGEST_BAG) : 0;
      for (let j = 0; j < length; j++) found.push(random.integer(3) ? 1 : random.integer(count));
      starts.push(found.length);
    }
    offsets.push(Uint32Array.from(starts));
    rows.push(Uint32Array.from(found));
  }
  const dense = new Float32Array(BATCH * model.dense);
  random.fillNormal(dense);
  const labels = Float32Array.from({ length: BATCH }, () => random.integer(2));
  return { dense, labels, lookups: { offsets, rows } };
}

export const RATE = 0.125;

/** What the training experiments run: losses and weights after `steps`. */
export async function unsharded(gpu: Gpu, optimizer: OptimizerConfig, steps: number) {
  const graph = trainingStep(model, { batchSize: BATCH, optimizer, seed: SEED });
  const plan = planProgram('unsharded', graph, deviceProfile(gpu));
  const program = await Program.create(gpu, plan);
  const state = await DeviceState.initialised(gpu, plan.state, SEED);
  const capacity = lookupCapacity(model, BATCH);
  const rows = model.tables.reduce((sum, count) => sum + count, 0);
  const builder = new SparseUpdateBuilder(capacity, rows);
  const losses: number[] = [];
  try {
    for (let step = 0; step < steps; step++) {
      await program.ready();
      const { dense, labels, lookups } = batchOf(step);
      const offsets = [0];
      const indices = new Uint32Array(capacity);
      let end = 0;
      for (let sample = 0; sample < BATCH; sample++) {
        let base = 0;
        for (const [table, count] of model.tables.entries()) {
          for (let j = lookups.offsets[table][sample]; j < lookups.offsets[table][sample + 1]; j++)
            indices[end++] = base + lookups.rows[table][j];
          offsets.push(end);
          base += count;
        }
      }
      const update = createSparseUpdate(capacity);
      const starts = Uint32Array.from(offsets);
      builder.build(indices, starts, starts.length - 1, update);
      const feeds = { dense, targets: labels, indices, offsets: starts, ...update };
      for (const [name, data] of Object.entries(feeds)) program.feeds.get(name)!.set(data as Uint32Array);
      program.feeds.get('learningRate')![0] = RATE;
      program.feeds.get('step')![0] = step;
      losses.push((await program.run(state)).get('loss')![0]);
    }
    const saved = await state.save(({ role }) => role === 'parameter');
    const weights = new Map([...saved].map(([name, { data }]) => [name, data]));
    return { losses, weights, hash: await state.weightHash() };
  } finally {
    program.destroy();
    state.destroy();
  }
}
