// The accelerator's forecast by hand.

import { describe, expect, test } from 'vitest';
import { Graph } from '../graph/graph';
import '../graph/ops';
import { linear } from '../nn/layers/linear';
import { presets } from '../nn/presets';
import { evaluationStep } from '../nn/trainingStep';
import { type Accelerator, forecast } from './accelerator';
import { layersOf } from './layers';

const zero = { kind: 'constant', value: 0 } as const;

/** x [2, 8] · [8, 16] · [16, 4]: weights of 128 and 64 numbers, activations of 16, 32 and 8. */
function twoLayers() {
  const graph = new Graph();
  const x = graph.input('x', [2, 8]);
  const hidden = linear(x, 'first', 16, { weight: zero, bias: false });
  graph.output('y', linear(hidden, 'second', 4, { weight: zero, bias: false }));
  return layersOf(graph);
}

const machine: Accelerator = {
  operationsPerSecond: 1000,
  dramBytesPerSecond: 10,
  onChipBytesPerSecond: 100,
  onChipBytes: 0,
  bits: 8,
};

describe('two fully connected layers', () => {
  test('without on-chip memory DRAM brings everything', () => {
    const { layers, seconds, onChipShare } = forecast(twoLayers(), machine);
    expect(layers.map(({ dramBytes }) => dramBytes)).toEqual([16 + 128 + 32, 32 + 64 + 8]);
    expect(layers.map(({ bound }) => bound)).toEqual(['DRAM', 'DRAM']);
    expect(seconds).toBeCloseTo(17.6 + 10.4, 12);
    expect(onChipShare).toBe(0);
  });

  test('what is moved twice goes on the chip first', () => {
    // The hidden activation is written and read; 32 bytes hold it and nothing else of that size.
    const { layers, occupiedBytes } = forecast(twoLayers(), { ...machine, onChipBytes: 32 });
    expect(layers.map(({ onChipBytes }) => onChipBytes)).toEqual([32, 32]);
    expect(layers.map(({ dramBytes }) => dramBytes)).toEqual([16 + 128, 64 + 8]);
    expect(occupiedBytes).toBe(32);
  });

  test('then what fits as long as it is needed: weights always, an input until it is read', () => {
    // 48 bytes beside the hidden 32: the input leaves its 16 for the output's 8, weights of 128 and 64 find no room.
    const { layers } = forecast(twoLayers(), { ...machine, onChipBytes: 48 });
    expect(layers.map(({ dramBytes }) => dramBytes)).toEqual([128, 64]);
    const all = forecast(twoLayers(), { ...machine, onChipBytes: 128 + 64 + 32 + 16 });
    expect(all.onChipShare).toBe(1);
    // 512 operations take 0.512 s, 176 bytes on the chip 1.76 s; 256 operations and 104 bytes.
    expect(all.layers.map(({ bound }) => bound)).toEqual(['on-chip memory', 'on-chip memory']);
    expect(all.seconds).toBeCloseTo(1.76 + 1.04, 12);
  });

  test('a fast chip waits for its arithmetic', () => {
    const fast = { ...machine, onChipBytes: 1e6, onChipBytesPerSecond: 1e6 };
    const { layers, seconds } = forecast(twoLayers(), fast);
    expect(layers.map(({ bound }) => bound)).toEqual(['arithmetic', 'arithmetic']);
    expect(seconds).toBeCloseTo(0.512 + 0.256, 12);
  });

  test('half the bits take half the bytes', () => {
    expect(forecast(twoLayers(), { ...machine, bits: 4 }).seconds).toBeCloseTo(14, 12);
  });
});

test('more on-chip memory never takes longer, and never holds more than there is', () => {
  const layers = layersOf(evaluationStep(presets['resnet-50'].model, { batchSize: 1 }));
  const park = { operationsPerSecond: 1e14, dramBytesPerSecond: 1e11, onChipBytesPerSecond: 1e12, bits: 8 };
  let before = Number.POSITIVE_INFINITY;
  for (const onChipBytes of [0, 1e5, 1e6, 4e6, 16e6, 64e6]) {
    const { seconds, occupiedBytes } = forecast(layers, { ...park, onChipBytes });
    expect(seconds).toBeLessThanOrEqual(before);
    expect(occupiedBytes).toBeLessThanOrEqual(onChipBytes);
    before = seconds;
  }
});
