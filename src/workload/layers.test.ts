// Layers counted by hand, and their sums against the count of the whole graph.

import { describe, expect, test } from 'vitest';
import { countGraph } from '../graph/count';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { embeddingTables, lookupInputs } from '../nn/layers/embedding';
import { linear } from '../nn/layers/linear';
import { type PresetName, presets } from '../nn/presets';
import { evaluationStep, trainingStep } from '../nn/trainingStep';
import { bytesOf, intensityOf, precisions, spreadOf } from './intensity';
import { type Layer, layersOf, movedCount } from './layers';
import { liveActivations } from './liveness';

const zero = { kind: 'constant', value: 0 } as const;

const named = (layers: readonly Layer[], name: string): Layer => layers.find((layer) => layer.name === name)!;

const training = (name: PresetName) =>
  trainingStep(presets[name].model, {
    batchSize: 2,
    optimizer: { dense: { kind: 'adamw' }, sparse: { kind: 'rowWiseAdagrad' }, clipNorm: 1 },
  });

describe('by hand', () => {
  test('the stem of ResNet-50: 7×7 windows of RGB, 64 filters, 112×112 pixels', () => {
    const stem = named(layersOf(evaluationStep(presets['resnet-50'].model, { batchSize: 1 })), 'stem.conv');
    const [weights, input, output] = [7 * 7 * 3 * 64, 224 * 224 * 3, 112 * 112 * 64];
    expect(stem).toMatchObject({ kind: 'convolution', phase: 'forward', parameters: weights });
    expect(stem.flops).toBe(2 * output * 7 * 7 * 3);
    expect([stem.weights, stem.reads, stem.writes].map(movedCount)).toEqual([weights, input, output]);
    expect(intensityOf(stem, 8)).toEqual({
      weights: 2 * 112 * 112,
      all: (2 * output * 147) / (weights + input + output),
    });
  });

  test('the second 3×3 of ResNet-50’s last stage: 512 channels, 7×7 pixels, three images', () => {
    const layers = layersOf(evaluationStep(presets['resnet-50'].model, { batchSize: 3 }));
    const layer = named(layers, 'stage4.block2.conv2');
    expect(layer.flops).toBe(2 * 3 * 49 * 9 * 512 * 512);
    expect(intensityOf(layer, 8).weights).toBe(2 * 3 * 49);
    expect(intensityOf(layer, 4).weights).toBe(4 * 3 * 49);
  });

  test('a fully connected layer with bias and activation is one layer', () => {
    const graph = new Graph();
    const x = graph.input('x', [3, 8]);
    graph.output('y', linear(x, 'dense', 4, { weight: zero, activation: 'relu' }));
    const [dense, ...none] = layersOf(graph);
    expect(none).toEqual([]);
    expect(dense).toMatchObject({ name: 'dense', kind: 'linear', parameters: 8 * 4 + 4 });
    // Multiply-adds, then an addition and a comparison for each result.
    expect(dense.flops).toBe(2 * 3 * 8 * 4 + 12 + 12);
    expect([dense.weights, dense.reads, dense.writes].map(movedCount)).toEqual([36, 24, 12]);
    // Op by op: x, W and the product; the product, the bias and a sum; the sum and y.
    expect(dense.unfusedBytes).toBe(4 * (24 + 32 + 12 + (12 + 4 + 12) + (12 + 12)));
  });

  test('an embedding moves the rows it looks up, not its table', () => {
    const graph = new Graph();
    const lookups = lookupInputs(graph, 4, 10);
    graph.output('y', embeddingTables(graph, [100, 50], 6, lookups, 'sum'));
    const layer = named(layersOf(graph), 'embeddings');
    expect(layer).toMatchObject({ kind: 'embedding', parameters: 150 * 6, flops: 10 * 6 });
    expect(movedCount(layer.weights)).toBe(10 * 6);
    expect(movedCount(layer.writes)).toBe(4 * 6);
    expect(intensityOf(layer, 8).weights).toBe(1);
    // Row numbers take four bytes at any precision.
    const { indexBytes } = layer;
    expect(indexBytes).toBeGreaterThanOrEqual(4 * (10 + 5));
    expect(bytesOf(layer, 1).activations - indexBytes).toBe((4 * 6) / 8);
  });

  test('live activations: two ends of a product at a time, and a shortcut as long as it waits', () => {
    const graph = new Graph();
    const x = graph.input('x', [2, 8]);
    let y = x;
    for (const [index, width] of [16, 4].entries())
      y = linear(y, `dense${index}`, width, { weight: zero, bias: false });
    graph.output('y', y);
    expect(liveActivations(graph).most).toBe(2 * 16 + 2 * 8);
    expect([...liveActivations(graph).byLayer.values()]).toEqual([2 * (8 + 16), 2 * (16 + 4)]);

    const withShortcut = new Graph();
    const a = withShortcut.input('x', [2, 8]);
    const b = linear(a, 'in', 16, { weight: zero, bias: false });
    const c = linear(b, 'out', 8, { weight: zero, bias: false });
    withShortcut.output('y', withShortcut.apply('add', [a, c])[0]);
    expect(liveActivations(withShortcut).most).toBe(2 * (8 + 16 + 8));
  });
});

describe('of every model', () => {
  test.each(['mlp-digits', 'resnet-50', 'vit-base-16', 'dlrm-dcnv2'] as const)(
    '%s: layers add up to the whole graph, in inference and training',
    (name) => {
      for (const graph of [evaluationStep(presets[name].model, { batchSize: 2 }), training(name)]) {
        const layers = layersOf(graph);
        const { total, phases } = countGraph(graph);
        const sum = (of: (layer: Layer) => number, own = layers) =>
          own.reduce((result, layer) => result + of(layer), 0);
        expect(sum(({ flops }) => flops)).toBe(total.flops);
        expect(sum(({ unfusedBytes }) => unfusedBytes)).toBe(total.bytes);
        for (const phase of ['forward', 'backward', 'update'] as const)
          expect(
            sum(
              ({ flops }) => flops,
              layers.filter((layer) => layer.phase === phase),
            ),
          ).toBe(phases[phase].flops);
      }
    },
  );

  test('a layer as one kernel never moves more than its ops one by one', () => {
    for (const name of ['resnet-20', 'vit-digits', 'dlrm-small'] as const)
      for (const layer of layersOf(training(name))) {
        const { weights, activations } = bytesOf(layer, 32);
        expect(weights + activations, `${name} ${layer.phase} ${layer.name}`).toBeLessThanOrEqual(
          layer.unfusedBytes,
        );
      }
  });

  test('half the bits are twice the intensity', () => {
    const layers = layersOf(evaluationStep(presets['resnet-50'].model, { batchSize: 1 }));
    for (const { bits } of precisions.slice(1))
      for (const against of ['weights', 'all'] as const) {
        const [wide, narrow] = [2 * bits, bits].map((of) => spreadOf(layers, of, against)!);
        expect(narrow.average / wide.average).toBeCloseTo(2, 12);
        expect(narrow.minimum / wide.minimum).toBeCloseTo(2, 12);
      }
  });
});
