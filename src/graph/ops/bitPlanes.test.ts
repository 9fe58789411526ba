// Shapes, counts and refusals of products of planes, for every pair of widths.

import { describe, expect, test } from 'vitest';
import { Graph } from '../graph';
import { byteLength, type Node } from '../value';
import { wordOperations } from './bitPlanes';
import './index';

const widths = [1, 2, 3, 4];
const pairs = widths.flatMap((a) => widths.map((w) => [a, w] as const));
const codes = { leftCode: 'unsigned', rightCode: 'bipolar' };
const window = { stride: [2, 2], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 };

function matmulPlanes(a: number, w: number, [M, N, K]: readonly number[]): Node {
  const graph = new Graph();
  const planes = (name: string, bits: number, rows: number) => graph.input(name, [bits, rows, K / 32], 'u32');
  const each = (name: string) => graph.input(name, [N]);
  graph.apply(
    'bitMatmulPlanes',
    [planes('x', a, M), planes('w', w, N), each('multipliers'), each('bias'), graph.input('steps', [2])],
    {
      ...codes,
      ...{ depth: K, resultBits: a, residual: 'none' },
    },
  );
  return graph.nodes[0];
}

describe.each(pairs)('%i by %i bits', (a, w) => {
  const [M, N, K] = [5, 70, 96];
  const node = matmulPlanes(a, w, [M, N, K]);

  test('3·A·W word operations for 32 multiply-adds', () => {
    expect(wordOperations(node)).toBe((3 * a * w * M * N * K) / 32);
  });

  test('weights take W/32 of their f32 bytes, results A planes of whole words', () => {
    expect(byteLength(node.inputs[1])).toBe((4 * N * K * w) / 32);
    expect(node.outputs[0].shape).toEqual([a, M, 3]);
  });
});

test('a convolution counts every window', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 1, 7, 5, 2], 'u32');
  const w = graph.input('w', [3, 9, 3, 3, 2], 'u32');
  const each = (name: string) => graph.input(name, [9]);
  const attributes = { ...codes, ...window, depth: 40, resultBits: 2, residual: 'none' };
  const [y] = graph.apply(
    'bitConvolutionPlanes',
    [x, w, each('multipliers'), each('bias'), graph.input('steps', [2])],
    attributes,
  );
  expect(y.shape).toEqual([2, 1, 4, 3, 1]);
  // 12 windows of 9 taps of 2 words, 9 filters, 6 pairs of planes.
  expect(wordOperations(graph.nodes[0])).toBe(3 * 6 * 12 * 9 * 2 * 9);
});

test('what does not fit is refused by name', () => {
  const graph = new Graph();
  const x = graph.input('x', [2, 5, 3], 'u32');
  const w = graph.input('w', [1, 7, 3], 'u32');
  const [m, b, steps] = [graph.input('m', [7]), graph.input('b', [6]), graph.input('steps', [2])];
  const attributes = { ...codes, depth: 96, resultBits: 2, residual: 'none' };
  expect(() => graph.apply('bitMatmulPlanes', [x, w, m, b, steps], attributes)).toThrow(
    /b has shape \[6\].*\[7\]/,
  );
  expect(() => graph.apply('bitMatmulPlanes', [x, w, m, m, steps, x], attributes)).toThrow(/6 inputs/);
  const planes = { ...attributes, residual: 'planes' };
  expect(() => graph.apply('bitMatmulPlanes', [x, w, m, m, steps, x], planes)).toThrow(
    /x has shape.*\[2, 5, 1\]/,
  );
});
