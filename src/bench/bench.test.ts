// What decides whether a row counts, and which cases run.
import { expect, test } from 'vitest';
import { RandomStream } from '../base/randomStream';
import { benchCases, chosenCases } from './cases';
import { caseName } from './format';
import type { AttentionProblem, GemmProblem, Layout } from './problem';
import { rooflineOf } from './roofline';
import { agreesWithAttention } from './suites/attentionCheck';
import { isProduct } from './suites/gemm';
import { agrees, operandsOf } from './suites/quantisedProducts';

const random = new RandomStream(3, 0);
const draw = (count: number) => Float32Array.from({ length: count }, () => random.nextUniform() - 0.5);
const M = 5;
const N = 7;
const K = 11;

function problem(layout: Layout): GemmProblem {
  const aShape: [number, number] = layout[0] === 'T' ? [K, M] : [M, K];
  const bShape: [number, number] = layout[1] === 'T' ? [N, K] : [K, N];
  return { kind: 'gemm', layout, M, N, K, a: draw(M * K), aShape, b: draw(K * N), bShape };
}

/** The product by the definition, element by element. */
function product({ layout, a, b }: GemmProblem): Float32Array {
  const c = new Float32Array(M * N);
  for (let i = 0; i < M; i++)
    for (let j = 0; j < N; j++)
      for (let k = 0; k < K; k++)
        c[i * N + j] +=
          (layout[0] === 'T' ? a[k * M + i] : a[i * K + k]) *
          (layout[1] === 'T' ? b[j * K + k] : b[k * N + j]);
  return c;
}

test.each(['NN', 'NT', 'TN'] as const)(
  '%s: a product is accepted, a wrong element or size is not',
  (layout) => {
    const given = problem(layout);
    const c = product(given);
    const accepts = (values: Float32Array) => isProduct(given, new Map([['c', values]]));
    expect(accepts(c)).toBe(true);
    expect(accepts(c.map((x, i) => (i === M * N - 1 ? x * 1.001 : x)))).toBe(false);
    expect(accepts(new Float32Array(M * N))).toBe(false);
    expect(accepts(c.subarray(1))).toBe(false);
    expect(isProduct(given, new Map())).toBe(false);
  },
);

/** Attention of one head by the definition, and its gradients by central differences of Σ do·o. */
function attentionByDefinition({ tokens, headDim, q, k, v, do: slope }: AttentionProblem) {
  const forward = (q: ArrayLike<number>, k: ArrayLike<number>, v: ArrayLike<number>) => {
    const o = new Float64Array(tokens * headDim);
    for (let i = 0; i < tokens; i++) {
      const powers = Array.from({ length: tokens }, (_, j) => {
        let score = 0;
        for (let d = 0; d < headDim; d++) score += q[i * headDim + d] * k[j * headDim + d];
        return Math.exp(score / Math.sqrt(headDim));
      });
      const total = powers.reduce((a, b) => a + b);
      for (let j = 0; j < tokens; j++)
        for (let d = 0; d < headDim; d++) o[i * headDim + d] += (powers[j] / total) * v[j * headDim + d];
    }
    return o;
  };
  const loss = (...given: [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>]) =>
    forward(...given).reduce((sum, x, at) => sum + x * slope[at], 0);
  const operands = [q, k, v].map((values) => Float64Array.from(values));
  const gradient = (which: number) =>
    Float64Array.from(operands[which], (_, at) => {
      const moved = (by: number) => {
        const [a, b, c] = operands.map((values, index) =>
          index === which ? values.map((x, i) => (i === at ? x + by : x)) : values,
        );
        return loss(a, b, c);
      };
      return (moved(1e-4) - moved(-1e-4)) / 2e-4;
    });
  return new Map<string, Float64Array>([
    ['o', forward(q, k, v)],
    ['dq', gradient(0)],
    ['dk', gradient(1)],
    ['dv', gradient(2)],
  ]);
}

test('attention and each of its gradients are accepted when right, and not when an element is off', () => {
  const sizes = { batch: 1, tokens: 5, heads: 1, headDim: 3 };
  const [q, k, v, slope] = [draw(15), draw(15), draw(15), draw(15)];
  const given: AttentionProblem = { kind: 'attention', backward: true, ...sizes, q, k, v, do: slope };
  const results = attentionByDefinition(given);
  const check = agreesWithAttention(given);
  expect(check(results)).toBe(true);
  for (const [name, values] of results) {
    const wrong = values.map((x, at) => (at === 14 ? x + 1e-3 : x));
    expect(check(new Map([...results, [name, wrong]])), name).toBe(false);
  }
  expect(check(new Map([['o', results.get('o')!]]))).toBe(false);
  expect(agreesWithAttention({ ...given, backward: false })(new Map([['o', results.get('o')!]]))).toBe(true);
});

test('a convolution in few bits must be exact, edges included', () => {
  const given = { name: 'convolution', left: [1, 3, 4, 32], filters: 2, kernel: 3 } as const;
  const operands = operandsOf(given, [2, 2]);
  const { x, weights } = operands;
  const c = new Float32Array(24);
  for (let h = 0; h < 3; h++)
    for (let w = 0; w < 4; w++)
      for (let f = 0; f < 2; f++)
        for (let v = 0; v < 3; v++)
          for (let u = 0; u < 4; u++)
            for (let channel = 0; channel < 32; channel++) {
              const [i, j] = [v - h + 1, u - w + 1];
              if (i < 0 || i > 2 || j < 0 || j > 2) continue;
              c[(h * 4 + w) * 2 + f] +=
                x[(v * 4 + u) * 32 + channel] * weights[((f * 3 + i) * 3 + j) * 32 + channel];
            }
  expect(agrees(given, operands, c)).toBe(true);
  expect(
    agrees(
      given,
      operands,
      c.map((sum, at) => (at === 23 ? sum + 1 : sum)),
    ),
  ).toBe(false);
  expect(agrees(given, operands, undefined)).toBe(false);
});

test('cases are chosen by suite and by part of their name', () => {
  expect(chosenCases({ suites: [], filter: '' })).toEqual(benchCases);
  expect(new Set(chosenCases({ suites: ['step'], filter: '' }).map(({ suite }) => suite))).toEqual(
    new Set(['step']),
  );
  expect(chosenCases({ suites: [], filter: 'gemm/TN/1021' }).map(({ shape }) => shape)).toEqual([
    '1021x1021x1021',
  ]);
  expect(chosenCases({ suites: ['gemm'], filter: 'resnet' })).toEqual([]);
});

test('every case has a name of its own', () => {
  expect(new Set(benchCases.map(caseName)).size).toBe(benchCases.length);
});

test('the roofline is the slower of arithmetic and memory', () => {
  const peaks = { flops: 1e9, bytesPerSecond: 1e8 };
  expect(rooflineOf({ flops: 1e9, bytes: 1e7, medianMs: 2000 }, peaks)).toBe(0.5);
  expect(rooflineOf({ flops: 1e6, bytes: 1e8, medianMs: 2000 }, peaks)).toBe(0.5);
  expect(rooflineOf({ flops: 0, bytes: 0, medianMs: 1 }, peaks)).toBe(null);
});
