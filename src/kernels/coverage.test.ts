// Every op that runs on the GPU has a float64 reference and a GPU test that compares the two.

import { expect, test } from 'vitest';
import '../graph/ops';
import { opNames } from '../graph/op';
import { isElementwise } from '../graph/ops/elementwise';
import '../reference/ops';
import { referenceOps } from '../reference/interpreter';
import './index';
import { kernelOps } from './kernel';

const gpuTests = import.meta.glob<string>('/src/kernels/**/*.gpu.test.ts', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Other names of memory: nothing runs. */
const withoutKernel = ['reshape'];

test('every op has a kernel and a reference', () => {
  expect(opNames().filter((op) => !withoutKernel.includes(op) && !kernelOps().includes(op))).toEqual([]);
  expect(opNames().filter((op) => !referenceOps().includes(op))).toEqual([]);
});

test('every kernel is compared with its reference on the GPU', () => {
  const text = Object.values(gpuTests).join('\n');
  // Element-wise ops are tested by a loop over their table.
  const isTested = (op: string) =>
    text.includes(`'${op}'`) || (isElementwise(op) && text.includes('Object.keys(elementwiseFunctions)'));
  expect(kernelOps().filter((op) => !isTested(op))).toEqual([]);
});
