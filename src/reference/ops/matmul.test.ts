import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { elementwiseFunctions } from '../../graph/ops/elementwiseFunctions';
import { type Epilogue, matmul } from '../../graph/ops/matmul';
import type { Shape } from '../../graph/value';
import { interpret } from '../interpreter';
import { type Tensor, tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';
import './index';

interface Options {
  transposeA?: boolean;
  transposeB?: boolean;
  epilogue?: Epilogue;
}

/** Runs one matmul node on the given operands; returns its outputs. */
function run(operands: { shape: Shape; data: number[] }[], options: Options = {}): Tensor[] {
  const graph = new Graph();
  const inputs = operands.map(({ shape }, i) => graph.input(`input${i}`, shape));
  const attributes = { transposeA: false, transposeB: false, epilogue: {}, ...options };
  const outputs = graph.apply('matmul', inputs, attributes);
  const feeds = new Map(inputs.map((input, i) => [input, tensor(input.shape, operands[i].data)]));
  const known = interpret(graph.nodes, new Map(), feeds);
  return outputs.map((output) => known.get(output)!);
}

const values = (tensors: Tensor[]) => tensors.map(({ data }) => [...data]);

describe('matmul', () => {
  const a = { shape: [2, 3], data: [1, 2, 3, 4, 5, 6] };
  const b = { shape: [3, 2], data: [7, 8, 9, 10, 11, 12] };
  const product = [58, 64, 139, 154];

  test('by hand', () => expect(values(run([a, b]))).toEqual([product]));

  test('with either operand given transposed', () => {
    const aT = { shape: [3, 2], data: [1, 4, 2, 5, 3, 6] };
    const bT = { shape: [2, 3], data: [7, 9, 11, 8, 10, 12] };
    expect(values(run([aT, b], { transposeA: true }))).toEqual([product]);
    expect(values(run([a, bT], { transposeB: true }))).toEqual([product]);
    expect(values(run([aT, bT], { transposeA: true, transposeB: true }))).toEqual([product]);
  });

  test('batched against a batched and against a shared operand', () => {
    const x = { shape: [2, 1, 2], data: [1, 2, 3, 4] };
    const each = { shape: [2, 2, 1], data: [5, 6, 7, 8] };
    expect(values(run([x, each]))).toEqual([[17, 53]]);
    expect(values(run([x, { shape: [2, 1], data: [5, 6] }]))).toEqual([[17, 39]]);
  });

  test('bias, residual, saved pre-activation and activation, in this order', () => {
    const bias = { shape: [2], data: [-60, -200] };
    const residual = { shape: [2, 2], data: [1, 2, 3, 4] };
    const epilogue = { bias: true, residual: true, savePreActivation: true, activation: 'relu' } as const;
    expect(values(run([a, b, bias, residual], { epilogue }))).toEqual([
      [0, 0, 82, 0],
      [-1, -134, 82, -42],
    ]);
  });

  test('the derivative of an activation at a given point', () => {
    const source = { shape: [2, 2], data: [0.5, -1, 2, 0] };
    const [y] = run([a, b, source], { epilogue: { activationGradient: 'relu' } });
    expect([...y.data]).toEqual([58, 0, 139, 0]);
    const [gelu] = run([a, b, source], { epilogue: { activationGradient: 'gelu' } });
    // The slope of GELU by differences, times the product.
    for (const [i, x] of source.data.entries()) {
      const slope =
        (elementwiseFunctions.gelu.evaluate(x + 1e-5) - elementwiseFunctions.gelu.evaluate(x - 1e-5)) / 2e-5;
      expect(gelu.data[i]).toBeCloseTo(product[i] * slope, 6);
    }
  });

  test('the identity and associativity hold', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        size,
        size,
        size,
        size,
        fc.infiniteStream(fc.integer({ min: -9, max: 9 })),
        (m, k, n, p, stream) => {
          const matrix = (rows: number, columns: number) => ({
            shape: [rows, columns],
            data: Array.from({ length: rows * columns }, () => stream.next().value as number),
          });
          const [x, y, z] = [matrix(m, k), matrix(k, n), matrix(n, p)];
          const again = ([{ shape, data }]: Tensor[]) => ({ shape, data: [...data] });
          const eye = { shape: [k, k], data: Array.from({ length: k * k }, (_, i) => (i % (k + 1) ? 0 : 1)) };
          expect(again(run([x, eye]))).toEqual({ ...x, data: x.data.map((v) => v + 0) });
          expect(again(run([again(run([x, y])), z]))).toEqual(again(run([x, again(run([y, z]))])));
        },
      ),
    );
  });
});

describe('gradient of matmul', () => {
  const cases: [string, Shape, Shape, Options][] = [
    ['plain', [2, 3], [3, 4], {}],
    ['transposed a', [3, 2], [3, 4], { transposeA: true }],
    ['transposed b', [2, 3], [4, 3], { transposeB: true }],
    ['both transposed', [3, 2], [4, 3], { transposeA: true, transposeB: true }],
    ['batched', [2, 3, 2, 3], [2, 3, 3, 4], {}],
    ['batched, both transposed', [2, 3, 2], [2, 4, 3], { transposeA: true, transposeB: true }],
    ['shared b', [5, 2, 3], [3, 4], {}],
    ['shared b, transposed', [5, 2, 3], [4, 3], { transposeB: true }],
    ['shared b, transposed a', [5, 3, 2], [3, 4], { transposeA: true }],
    ['one by one', [1, 1], [1, 1], {}],
  ];
  test.each(cases)('%s', (_, aShape, bShape, { transposeA, transposeB }) => {
    checkGradient({
      build: (graph) => {
        const [a, b] = [graph.input('a', aShape), graph.input('b', bShape)];
        return { loss: weightedSum(matmul(a, b, { transposeA, transposeB })), targets: [a, b] };
      },
    });
  });
});
