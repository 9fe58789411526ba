// The map of memory adds up to the forecast; sharing is the tensors' own bytes against the arenas'.

import { expect, test } from 'vitest';
import type { StepInspection } from '../../lab/protocol';
import { memoryMap, sharingOf } from './memoryMap';

const inspection: StepInspection = {
  tensors: [{ name: 'weight', role: 'parameter', shape: [10], dtype: 'f32', bytes: 40 }],
  nodes: [],
  dispatches: [],
  shaders: [],
  memory: [
    { name: 'weight', category: 'parameter', buffer: 'parameters', offset: 0, bytes: 40 },
    { name: 'bias', category: 'parameter', buffer: 'parameters', offset: 256, bytes: 256 },
    { name: 'hidden', category: 'activation', buffer: 'arena0', offset: 0, bytes: 512, life: [0, 1] },
    { name: 'late', category: 'activation', buffer: 'arena0', offset: 0, bytes: 512, life: [2, 3] },
    { name: 'logits', category: 'activation', buffer: 'arena1', offset: 0, bytes: 256, life: [1, 2] },
  ],
  buffers: [
    { name: 'parameters', bytes: 512 },
    { name: 'arena0', bytes: 512 },
    { name: 'arena1', bytes: 256 },
  ],
  besides: [
    { name: 'arena0', purpose: 'evaluation', bytes: 500 },
    { name: 'copies', purpose: 'snapshots', bytes: 120 },
  ],
};

test('every byte of the forecast is somewhere: alignment, what lies beside the step, and the unexplained', () => {
  const map = memoryMap(inspection, { predictedPeakBytes: 2000 });
  expect(map.map(({ category, bytes }) => [category, bytes])).toEqual([
    ['activation', 768],
    ['parameter', 512],
    ['evaluation', 500],
    ['snapshots', 120],
    ['rest', 100],
  ]);
  for (const { bytes, leaves } of map) expect(leaves.reduce((sum, leaf) => sum + leaf.bytes, 0)).toBe(bytes);
  const parameters = map[1].leaves;
  expect(parameters.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['bias', 256],
    ['alignment', 216],
    ['weight', 40],
  ]);
  expect(parameters[2]).toMatchObject({
    place: { buffer: 'parameters', offset: 0 },
    tensor: { shape: [10] },
  });
});

test('an arena is one block, however many tensors it holds', () => {
  const [activations] = memoryMap(inspection, { predictedPeakBytes: 1280 });
  expect(activations.leaves.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['arena0', 512],
    ['arena1', 256],
  ]);
});

test('sharing compares the arenas with memory for each tensor alone', () => {
  const sharing = sharingOf(inspection);
  expect(sharing).toMatchObject({ arenaBytes: 768, tensorBytes: 1280, tensorCount: 3 });
  expect(sharing.saved).toBeCloseTo(0.4, 12);
  expect(sharing.arenas.map(({ tensors }) => tensors.length)).toEqual([2, 1]);
});

test('a step without activations saves nothing', () => {
  const none = {
    ...inspection,
    memory: inspection.memory.slice(0, 2),
    buffers: inspection.buffers.slice(0, 1),
  };
  expect(sharingOf(none)).toMatchObject({ arenas: [], saved: 0, tensorBytes: 0 });
});
