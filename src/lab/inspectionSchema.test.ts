// An inspected step survives a run's file, and is refused where its parts refer to nothing.

import * as v from 'valibot';
import { expect, test } from 'vitest';
import type { StepInspection } from '../compile/inspection';
import { inspectionSchema } from './inspectionSchema';

const inspection: StepInspection = {
  tensors: [{ name: 'x', role: 'input', shape: [2, 3], dtype: 'f32', bytes: 24 }],
  nodes: [
    {
      op: 'relu',
      scope: 'a',
      attributes: { axis: 1 },
      inputs: [0],
      outputs: [0],
      flops: 6,
      bytes: 48,
      dispatches: [0],
    },
  ],
  dispatches: [
    {
      label: 'a.relu',
      kernel: 'relu',
      node: 0,
      workgroups: [1, 1, 1],
      flops: 6,
      bytes: 48,
      shader: 0,
      constants: { WORKGROUP: 64 },
    },
  ],
  shaders: [{ name: 'relu', code: '@compute fn main() {}' }],
  memory: [{ name: 'x', category: 'input', buffer: 'feeds', offset: 0, bytes: 24 }],
  buffers: [{ name: 'feeds', bytes: 256 }],
  besides: [{ name: 'arena0', purpose: 'evaluation', bytes: 512 }],
};

test('comes back as it went out', () => {
  expect(v.parse(inspectionSchema, JSON.parse(JSON.stringify(inspection)))).toEqual(inspection);
});

const [node] = inspection.nodes;
const [dispatch] = inspection.dispatches;
const [memory] = inspection.memory;
test.each([
  ['a missing tensor', { nodes: [{ ...node, inputs: [1] }] }],
  ['a missing dispatch', { nodes: [{ ...node, dispatches: [3] }] }],
  ['a missing shader', { dispatches: [{ ...dispatch, shader: 1 }] }],
  ['a missing node', { dispatches: [{ ...dispatch, node: 1 }] }],
  ['a life past the last dispatch', { memory: [{ ...memory, life: [0, 1] as const }] }],
  ['a negative index', { dispatches: [{ ...dispatch, shader: -1 }] }],
])('%s is refused', (_, part) => {
  expect(v.safeParse(inspectionSchema, { ...inspection, ...part }).success).toBe(false);
});
