// A DLRM with tables of few bits: two runs end in the same bits, a run goes on from a checkpoint file as if nothing
// had happened, and its memory is what was predicted.

import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../src/base/randomStream';
import { forecastMemory } from '../../src/compile/memory';
import { planProgram } from '../../src/compile/plan';
import { deviceProfile, Program } from '../../src/compile/program';
import { DeviceState } from '../../src/compile/state';
import { SparseUpdateBuilder } from '../../src/data/sparseUpdate';
import { countGraph } from '../../src/graph/count';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/lab/checkpoint';
import type { TableBits } from '../../src/nn/layers/embedding';
import { trainingStep } from '../../src/nn/trainingStep';
import { testGpu } from '../support/testGpu';

const SEED = 3;
const BATCH = 32;
const tables = [50, 7, 300];
const lookups = BATCH * tables.length;

const stepOf = (tableBits: TableBits) =>
  trainingStep(
    {
      kind: 'dlrm',
      dense: 4,
      tables,
      bottom: [8, 12],
      top: [8, 1],
      interaction: 'dot',
      lookupsPerSample: tables.length,
      tableBits,
    },
    {
      batchSize: BATCH,
      optimizer: { dense: { kind: 'sgd' }, sparse: { kind: 'rowWiseAdagrad' } },
      seed: SEED,
    },
  );

/** Batch `step`: every bag one row, drawn. */
function fill({ feeds }: Program, step: number): void {
  const random = new RandomStream(SEED, 1, step);
  const f32 = (name: string) => feeds.get(name) as Float32Array;
  const u32 = (name: string) => feeds.get(name) as Uint32Array;
  random.fillUniform(f32('dense'));
  f32('targets').forEach((_, i, targets) => {
    targets[i] = i % 3 === 0 ? 1 : 0;
  });
  const starts = [0, 50, 57];
  const rows = Uint32Array.from({ length: lookups }, (_, i) => starts[i % 3] + random.integer(tables[i % 3]));
  u32('indices').set(rows);
  u32('offsets').set(Uint32Array.from({ length: lookups + 1 }, (_, i) => i));
  const sparse = {
    uniqueRows: u32('uniqueRows'),
    segmentStarts: u32('segmentStarts'),
    segmentBags: u32('segmentBags'),
    counts: u32('counts'),
  };
  new SparseUpdateBuilder(lookups, 357).build(rows, u32('offsets'), lookups, sparse);
  f32('learningRate')[0] = 0.05;
  u32('step')[0] = step;
}

async function take(program: Program, state: DeviceState, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step++) {
    await program.ready();
    fill(program, step);
    await program.run(state);
  }
}

describe.each([8, 4, 2] as const)('tables of %i bits', (bits) => {
  it('end in the same bits, also from a checkpoint half way', async () => {
    const gpu = await testGpu();
    const graph = stepOf(bits);
    const profile = deviceProfile(gpu);
    const plan = planProgram('coded', graph, profile);
    const before = gpu.counters.allocatedBytes;
    const program = await Program.create(gpu, plan);
    const [once, again] = [
      await DeviceState.initialised(gpu, plan.state, SEED),
      await DeviceState.initialised(gpu, plan.state, SEED),
    ];
    const { programBytes, stateBytes } = forecastMemory(plan, profile);
    expect(gpu.counters.allocatedBytes - before).toBe(programBytes + 2 * stateBytes);

    const start = await once.weightHash();
    await take(program, once, 0, 6);
    await take(program, again, 0, 3);
    const saved = { experiment: 'train-dlrm', config: {}, seed: SEED, step: 3, tensors: await again.save() };
    const { tensors } = decodeCheckpoint(encodeCheckpoint(saved));
    expect(tensors.get('tables')!.data).toBeInstanceOf(Uint32Array);
    const resumed = await DeviceState.initialised(gpu, plan.state, SEED + 1);
    resumed.load(tensors);
    await take(program, resumed, 3, 6);
    expect(await resumed.weightHash()).toBe(await once.weightHash());
    expect(await once.weightHash()).not.toBe(start);
    for (const state of [once, again, resumed]) state.destroy();
    program.destroy();
  });
});

it('count the numbers they stand for and the bytes they take', () => {
  const counts = ([32, 8, 4, 2] as const).map((bits) => countGraph(stepOf(bits)));
  expect(new Set(counts.map(({ parameters }) => parameters)).size).toBe(1);
  const words = [12, 3 + 2, 2 + 2, 1 + 2];
  const [full] = counts;
  for (const [index, { parameterBytes }] of counts.entries())
    expect(full.parameterBytes - parameterBytes).toBe(357 * 4 * (12 - words[index]));
});
