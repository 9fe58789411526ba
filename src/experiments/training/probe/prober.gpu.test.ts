// What a probe shows is what the network holds: judged by the checkpoint of the same step and by the float64
// interpreter on it; and a run that is looked into is the same run.

import { beforeAll, describe, expect, test } from 'vitest';
import { expectClose } from '../../../../e2e/support/checkOp';
import { testGpu } from '../../../../e2e/support/testGpu';
import { decodeRows } from '../../../base/rowCodes';
import type { HostTensor } from '../../../compile/state';
import type { Value } from '../../../graph/value';
import { decodeCheckpoint } from '../../../lab/checkpoint';
import type { RunRequest, RunResult, RunUpdate } from '../../../lab/protocol';
import { Session } from '../../../lab/session';
import type { Model } from '../../../nn/model';
import { cifarResNet } from '../../../nn/models/resnet';
import { tapModel } from '../../../nn/taps';
import { interpret } from '../../../reference/interpreter';
import '../../../reference/ops';
import { type Tensor, tensor } from '../../../reference/tensor';
import type { ProbeReport } from '../../probe';
import { imageData } from '../imageData';
import { attentionMaps } from './attentionMaps';

interface Watched {
  result: RunResult;
  /** Probes at this run's pause and at its end. */
  probes: ProbeReport[];
  /** Of the pause. */
  tensors: ReadonlyMap<string, HostTensor>;
  rows: Record<string, number>[];
}

const SAMPLE = 3;

/** Pauses after the first step, looks inside twice and takes a checkpoint as told, then goes on to the end. */
async function watch(
  request: Omit<RunRequest, 'seed'>,
  { looks = true, checkpoint = true } = {},
): Promise<Watched> {
  const watched: Partial<Watched> & Pick<Watched, 'probes' | 'rows'> = { probes: [], rows: [] };
  let asked: Promise<void> | undefined;
  const look = async () => {
    await session.handle({ kind: 'probe', request: { sample: 0, layer: 0 } });
    await session.handle({ kind: 'probe', request: { sample: SAMPLE, layer: 0 } });
    if (checkpoint) await session.handle({ kind: 'checkpoint' });
    await session.handle({ kind: 'continue' });
  };
  const session: Session = new Session((update: RunUpdate) => {
    if (update.kind === 'failure') throw new Error(update.message);
    if (update.kind === 'result') watched.result = update.result;
    if (update.kind === 'probe') watched.probes.push(update.report);
    if (update.kind === 'checkpoint') watched.tensors = decodeCheckpoint(update.bytes).tensors;
    if (update.kind === 'state' && update.state === 'paused') asked ??= look();
    if (update.kind === 'rows' && update.table === 'training') watched.rows.push(...update.rows);
  }, testGpu);
  const run = session.handle({ kind: 'start', run: { seed: 0, ...request, keepProbe: looks } });
  if (looks) await session.handle({ kind: 'step' });
  await run;
  await asked;
  return watched as Watched;
}

/** Every tapped value of one test image in float64, on the given parameters. */
async function interpretTaps(
  model: Model,
  config: Record<string, number>,
  tensors: Watched['tensors'],
  at: number,
) {
  const lab = { files: {}, seed: 0, status: () => {} } as never;
  const settings = { tail: 0, labelNoise: 0, classes: 10, ...config } as never;
  const { train, test: tests } = await imageData(lab, settings);
  const size = tests.height * tests.width * tests.channels;
  const { mean, std } = train.normalisation;
  const image = Float32Array.from(
    tests.images.subarray(at * size, (at + 1) * size),
    (value, index) => (value - mean[index % 3]) / std[index % 3],
  );
  const { graph, attention, maps } = tapModel(model);
  const state = new Map<Value, Tensor>(
    [...graph.parameters, ...graph.states].map((value) => [
      value,
      tensor(value.shape, tensors.get(value.name)!.data),
    ]),
  );
  const [images] = graph.inputs;
  const known = interpret(graph.nodes, state, new Map([[images, tensor(images.shape, image)]]));
  const outputOf = (name: string) => known.get(graph.outputs.get(name)!)!.data;
  return { outputOf, attention, maps, tests };
}

/** Whole forward passes in f32 against float64: the sum of what the layers' tolerances allow. */
const forward = { relative: 1e-4, absolute: 1e-4, reason: 'f32 forward pass through all layers' };
const exact = { relative: 0, absolute: 0, reason: 'the same bits' };
const summed = { relative: 1e-5, absolute: 1e-6, reason: 'the same f32 values summed in another order' };

const norm = (values: Iterable<number>) => Math.sqrt([...values].reduce((sum, x) => sum + x * x, 0));
const column = (tensor: HostTensor, index: number) => {
  const width = tensor.shape.at(-1)!;
  return tensor.data.filter((_, element) => element % width === index);
};

const image = { resolution: 8, samples: 96, batch: 16, steps: 9 };

describe('a vision transformer', () => {
  const shape = { width: 16, depth: 2, heads: 2, patch: 2, mlpRatio: 2 };
  let watched: Watched;
  beforeAll(async () => {
    watched = await watch({ experiment: 'train-vit', config: { ...image, ...shape } });
  });

  test('is probed at the pause and at the end, and of the image asked for', () => {
    const [first, second, last] = watched.probes;
    expect(watched.probes).toHaveLength(3);
    expect([first.sample!.index, second.sample!.index]).toEqual([0, SAMPLE]);
    expect(second.step).toBe(first.step);
    expect(last.step).toBe(9);
    expect(last.parameters[0].change).toMatchObject({ since: first.step });
    expect(last.parameters[0].change!.relative).toBeGreaterThan(0);
    expect(second.parameters[0].change).toBeNull();
  });

  test('attention maps are those of the float64 network, and their rows sum to one', async () => {
    const model = { kind: 'vit' as const, image: 8, channels: 3, classes: 10, ...shape };
    const { outputOf, attention, tests } = await interpretTaps(model, image, watched.tensors, SAMPLE);
    const probe = watched.probes[1];
    expect(probe.attention).toMatchObject({ layers: 2, heads: 2, grid: { rows: 4, columns: 4 } });
    expect(probe.attention!.maps).toHaveLength(2);
    for (const [layer, { pictures, name }] of probe.attention!.maps.entries()) {
      expect(name).toBe(`block${layer + 1}.attention`);
      const expected = attentionMaps(outputOf(attention[layer].output), attention[layer]);
      expectClose(name, pictures.values, expected.values, forward);
      for (let row = 0; row < 2 * 16; row++) {
        const weights = pictures.values.subarray(16 * row, 16 * (row + 1));
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
        expect(Math.min(...weights)).toBeGreaterThan(0);
      }
    }
    expect(probe.sample!.label).toBe(tests.classNames[tests.labels[SAMPLE]]);
    const logits = Array.from(outputOf('logits'));
    expect(probe.sample!.predictions[0].name).toBe(tests.classNames[logits.indexOf(Math.max(...logits))]);
  });

  test('filters are the columns of the patch embedding; positions are cosines of their rows', () => {
    const { filters, positions } = watched.probes[1];
    const weight = watched.tensors.get('patch.weight')!;
    expect(filters!.pictures).toMatchObject({ count: 16 * 3, height: 2, width: 2 });
    for (let filter = 0; filter < 16; filter++)
      for (let channel = 0; channel < 3; channel++)
        expectClose(
          `filter ${filter}, channel ${channel}`,
          filters!.pictures.values.subarray((filter * 3 + channel) * 4, (filter * 3 + channel + 1) * 4),
          column(weight, filter).filter((_, pixel) => pixel % 3 === channel),
          exact,
        );
    const embedding = watched.tensors.get('position')!.data as Float32Array;
    const row = (token: number) => embedding.subarray(16 * token, 16 * (token + 1));
    for (const [a, b] of [
      [0, 0],
      [0, 15],
      [7, 2],
    ]) {
      const product = row(a).reduce((sum, x, d) => sum + x * row(b)[d], 0);
      expect(positions!.values[16 * a + b]).toBeCloseTo(product / (norm(row(a)) * norm(row(b))), 5);
    }
  });

  test('norms are those of the checkpoint, and gradient norms add up to what the step reported', () => {
    const { parameters, step } = watched.probes[1];
    for (const parameter of parameters) {
      expect(parameter.taken).toBe(parameter.count);
      expect(parameter.histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(parameter.count);
    }
    expectClose(
      'norms',
      parameters.map((parameter) => parameter.norm),
      parameters.map(({ name }) => norm(watched.tensors.get(name)!.data)),
      summed,
    );
    const whole = norm(parameters.map(({ gradientNorm }) => gradientNorm!));
    const reported = watched.rows.find((row) => row.step === step)!.gradientNorm;
    expect(whole / reported).toBeCloseTo(1, 4);
  });

  test('the run is the one that nobody looked into', async () => {
    const request = { experiment: 'train-vit', config: { ...image, ...shape } };
    const alone = await watch(request, { looks: false });
    const probed = await watch(request, { checkpoint: false });
    expect(probed.probes).toHaveLength(3);
    expect(probed.result.weightHash).toBe(alone.result.weightHash);
    expect(alone.probes).toHaveLength(0);
    expect(probed.result.metrics.peakBytes).toBe(alone.result.metrics.peakBytes);
    for (const { metrics } of [alone.result, probed.result]) {
      expect(metrics.buffersCreatedPerStep).toBe(0);
      expect(metrics.bindGroupsCreatedPerStep).toBe(0);
      expect(Math.abs(metrics.peakBytes / metrics.predictedPeakBytes - 1)).toBeLessThan(0.02);
    }
  });
});

test('a ResNet: filters are the stem, feature maps the stages in float64', async () => {
  const watched = await watch({ experiment: 'train-resnet', config: { ...image, width: 4 } });
  const model = {
    kind: 'resnet' as const,
    ...cifarResNet(8, { image: 8, channels: 3, classes: 10, widths: [4, 8, 16] }),
  };
  const { outputOf, maps } = await interpretTaps(model, image, watched.tensors, SAMPLE);
  const { filters, featureMaps } = watched.probes[1];
  const weight = watched.tensors.get('stem.conv.weight')!;
  expectClose(
    'the second filter, red',
    filters!.pictures.values.subarray(27, 36),
    column(weight, 1).filter((_, pixel) => pixel % 3 === 0),
    exact,
  );
  expect(featureMaps!.map(({ layer }) => layer)).toEqual(['stem', 'stage1', 'stage2', 'stage3']);
  for (const [index, { pictures, layer, channels }] of featureMaps!.entries()) {
    const whole = outputOf(maps[index].output);
    const size = pictures.height * pictures.width;
    expect(size * channels).toBe(whole.length);
    for (let channel = 0; channel < pictures.count; channel++)
      expectClose(
        `${layer}, map ${channel}`,
        pictures.values.subarray(channel * size, (channel + 1) * size),
        whole.filter((_, element) => element % channels === channel),
        { ...forward, absolute: 1e-3 },
      );
  }
});

test.each(['32', '4'])('a DLRM: row norms are those of the tables, of %s bits', async (tableBits) => {
  const config = { samples: 2048, testSamples: 256, batch: 128, steps: 9, evaluateEvery: 4, tableBits };
  const { probes, tensors } = await watch({ experiment: 'train-dlrm', config });
  const { tables, parameters } = probes[1];
  const dimension = 8;
  const stored = tensors.get('tables')!.data;
  const data = tableBits === '4' ? decodeRows(stored, { bits: 4, width: dimension }) : stored;
  const rows = data.length / dimension;
  expect(tables!.reduce((sum, table) => sum + table.rows, 0)).toBe(rows);
  const ofTables = parameters.find(({ name }) => name === 'tables');
  if (tableBits === '4') expect(ofTables).toBeUndefined();
  else expect(ofTables!.gradientNorm).toBeNull();
  let start = 0;
  for (const table of tables!) {
    expect(table.norms.counts.reduce((sum, count) => sum + count, 0)).toBe(table.taken);
    expect(table.byLookups.reduce((sum, bin) => sum + bin.rows, 0)).toBe(table.taken);
    for (const { row, norm: length } of table.busiest) {
      const first = (start + row) * dimension;
      expect(length / norm(data.subarray(first, first + dimension))).toBeCloseTo(1, 5);
    }
    start += table.rows;
  }
});
