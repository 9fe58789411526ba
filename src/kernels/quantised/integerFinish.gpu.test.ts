// What integer products make of their sums, against real arithmetic in float64: every activation and type of result,
// scales for the tensor and for each row of weights, codes around zero and around zeros of their own.

import { describe, expect, test } from 'vitest';
import { expectClose, type OpInput, runOp } from '../../../e2e/support/checkOp';
import { packCodes, unpackCodes } from '../../base/packing';
import { RandomStream } from '../../base/randomStream';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { type Activation, elementwiseFunctions } from '../../graph/ops/elementwiseFunctions';
import type { IntegerOperand, IntegerProductAttributes } from '../../graph/ops/quantised';
import type { Attributes } from '../../graph/value';
import { toleranceOf } from '../../reference/tolerances';

const activations: readonly Activation[] = [
  ...(['none', 'relu', 'gelu', 'silu', 'hardSwish', 'sigmoid', 'tanh'] as const),
];
const LANES = 4;
const RESULT = { scale: Math.fround(0.0173), zero: -41 };

interface Scheme {
  perRow: boolean;
  /** Codes with zeros of their own: of the left operand one, of the right one for each row. */
  asymmetric: boolean;
}

const schemes: Scheme[] = [false, true].flatMap((perRow) =>
  [false, true].map((asymmetric) => ({ perRow, asymmetric })),
);

const drawn = (count: number, seed: number, low: number, high: number): number[] =>
  Array.from(new RandomStream(seed, 3).fillUniform(new Float32Array(count)), (x) => low + (high - low) * x);

/** Codes [left rows, depth] and [right rows, depth], and what they stand for: scale·(code − zero). */
function problem({ perRow, asymmetric }: Scheme, rows: number, columns: number, depth: number) {
  const whole = (count: number, seed: number) => drawn(count, seed, -128, 128).map(Math.floor);
  const scales = drawn(columns, 23, 0.2, 1).map((x) => Math.fround((perRow ? x : 0.5) / 60));
  return {
    ...{ rows, columns, depth, scales },
    left: { codes: whole(rows * depth, 21), scale: Math.fround(1 / 90), zero: asymmetric ? -17 : 0 },
    right: {
      codes: whole(columns * depth, 22),
      zeros: drawn(columns, 24, -30, 30).map((x) => (asymmetric ? Math.round(x) : 0)),
    },
    bias: drawn(columns, 25, -1, 1).map(Math.fround),
  };
}

type Problem = ReturnType<typeof problem>;

const rowOf = (codes: readonly number[], row: number, depth: number) =>
  codes.slice(row * depth, (row + 1) * depth);
const total = (codes: readonly number[]) => codes.reduce((sum, code) => sum + code, 0);

/** Σ (left − zero)·(right − zero), by row and column. */
function wholeSums({ rows, columns, depth, left, right }: Problem): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [m, n] = [Math.floor(at / columns), at % columns];
    const other = rowOf(right.codes, n, depth);
    return rowOf(left.codes, m, depth).reduce(
      (sum, code, k) => sum + (code - left.zero) * (other[k] - right.zeros[n]),
      0,
    );
  });
}

/** What the layer would give on real numbers. */
function realResults(given: Problem, activation: Activation): number[] {
  const { columns, scales, left, bias } = given;
  return wholeSums(given).map((sum, at) => {
    const x = left.scale * scales[at % columns] * sum + bias[at % columns];
    return activation === 'none' ? x : elementwiseFunctions[activation].evaluate(x);
  });
}

const codeOf = (x: number) => Math.min(127, Math.max(-128, Math.round(x / RESULT.scale) + RESULT.zero));

/** The operands an integer product needs to be that layer. */
function inputsOf(given: Problem, { asymmetric }: Scheme, result: IntegerProductAttributes['result']) {
  const { rows, columns, depth, left, right, scales, bias } = given;
  const words = (codes: number[], count: number): OpInput => ({
    ...{ shape: [count, depth / LANES], dtype: 'u32' },
    data: packCodes(codes, 8),
  });
  const integers = (data: number[]): OpInput => ({ shape: [data.length], dtype: 'i32', data });
  const reals = (data: number[]): OpInput => ({ shape: [columns], data });
  const known = right.zeros.map(
    (zero, n) => depth * left.zero * zero - left.zero * total(rowOf(right.codes, n, depth)),
  );
  const sums = Array.from({ length: rows }, (_, m) => total(rowOf(left.codes, m, depth)));
  const operands: [IntegerOperand, OpInput][] = [
    ...(asymmetric
      ? ([
          ['offsets', integers(known)],
          ['rowSums', integers(sums)],
          ['rightZeros', integers(right.zeros)],
        ] as [IntegerOperand, OpInput][])
      : []),
    ...(result === 'i32'
      ? []
      : ([
          ['multipliers', reals(scales.map((scale) => left.scale * scale))],
          ['bias', reals(bias)],
        ] as [IntegerOperand, OpInput][])),
  ];
  return {
    inputs: [words(left.codes, rows), words(right.codes, columns), ...operands.map(([, input]) => input)],
    operands: operands.map(([name]) => name),
  };
}

/** Codes are those of the real results, but for a few that lie next to a half. */
function expectCodes(words: ArrayLike<number>, real: readonly number[]): void {
  const found = unpackCodes(Uint32Array.from(words), 8, real.length, true);
  const distances = real.map((x, at) => Math.abs(codeOf(x) - found[at]));
  expect(Math.max(...distances)).toBeLessThanOrEqual(1);
  expect(distances.filter((distance) => distance > 0).length).toBeLessThanOrEqual(0.01 * real.length);
}

describe.each(schemes)('per row: $perRow, asymmetric: $asymmetric', (scheme) => {
  const base = { leftZero: 0, resultZero: RESULT.zero, resultScale: RESULT.scale };

  test('whole sums', async () => {
    const given = problem(scheme, 7, 13, 20);
    const { inputs, operands } = inputsOf(given, scheme, 'i32');
    const attributes = { ...base, result: 'i32', operands };
    const [{ gpu }] = await runOp({ op: 'integerMatmul', inputs, attributes });
    expect([...gpu]).toEqual(wholeSums(given));
  });

  test.each(activations)('real results of %s', async (activation) => {
    const given = problem(scheme, 7, 13, 20);
    const { inputs, operands } = inputsOf(given, scheme, 'f32');
    const attributes = { ...base, result: 'f32', operands, activation };
    const [{ gpu, reference }] = await runOp({ op: 'integerMatmul', inputs, attributes });
    const real = realResults(given, activation);
    expectClose('reference', reference, real, toleranceOf('integerMatmul'));
    expectClose('device', gpu, real, toleranceOf('integerMatmul'));
  });

  test.each(activations)('codes of %s', async (activation) => {
    const given = problem(scheme, 7, 12, 20);
    const { inputs, operands } = inputsOf(given, scheme, 'i8');
    const attributes = { ...base, result: 'i8', operands, activation };
    const [{ gpu, reference }] = await runOp({ op: 'integerMatmul', inputs, attributes });
    const real = realResults(given, activation);
    expect(new Set(real.map(codeOf)).size).toBeGreaterThan(10);
    expectCodes(reference, real);
    expectCodes(gpu, real);
  });
});

describe('the same finish elsewhere', () => {
  const scheme = { perRow: true, asymmetric: false };
  const attributes = { result: 'i8', leftZero: 0, resultZero: RESULT.zero, resultScale: RESULT.scale };

  test('sums that are split to stay exact, and packed dot products', async () => {
    const given = problem(scheme, 5, 8, 2052);
    given.left.scale /= 10;
    const { inputs, operands } = inputsOf(given, scheme, 'i8');
    const check = {
      op: 'integerMatmul',
      inputs,
      attributes: { ...attributes, operands, activation: 'gelu' },
    };
    const dots = { adapterClass: 'hardware', features: ['packed_4x8_integer_dot_product'] } as const;
    for (const adapter of [{}, dots]) {
      const [{ gpu }] = await runOp({ ...check, ...adapter });
      expectCodes(gpu, realResults(given, 'gelu'));
    }
  });

  test.each(activations)('codes of %s after a convolution', async (activation) => {
    // With windows of one pixel the sums are those of a matrix product.
    const given = problem(scheme, 6, 12, 20);
    const { inputs, operands } = inputsOf(given, scheme, 'i8');
    const [image, filters, ...more] = inputs;
    const window = { stride: [1, 1], padding: [0, 0, 0, 0], dilation: [1, 1], groups: 1 };
    const [{ gpu, reference }] = await runOp({
      op: 'integerConvolution',
      inputs: [{ ...image, shape: [1, 2, 3, 5] }, { ...filters, shape: [12, 1, 1, 5] }, ...more],
      attributes: { ...attributes, ...window, operands, activation },
    });
    expectCodes(reference, realResults(given, activation));
    expectCodes(gpu, realResults(given, activation));
  });
});

test('whole sums take no activation', () => {
  const graph = new Graph();
  const codes = graph.input('codes', [4, 2], 'u32');
  const attributes: Attributes = {
    result: 'i32',
    operands: [],
    leftZero: 0,
    resultZero: 0,
    activation: 'relu',
  };
  expect(() => graph.apply('integerMatmul', [codes, codes], attributes)).toThrow(/i32 is whole sums.*relu/);
});
