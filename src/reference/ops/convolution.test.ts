import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../base/randomStream';
import { Graph } from '../../graph/graph';
import '../../graph/ops';
import type { ConvolutionAttributes } from '../../graph/ops/convolution';
import type { Epilogue } from '../../graph/ops/matmul';
import { elementCount, type Shape } from '../../graph/value';
import { interpret } from '../interpreter';
import { type Tensor, tensor } from '../tensor';
import { checkGradient } from '../testing/finiteDifference';
import { weightedSum } from '../testing/weightedSum';
import './index';

type Options = Partial<ConvolutionAttributes> & { epilogue?: Epilogue; shape?: Shape };

const attributesOf = (options: Options) => ({
  stride: [1, 1],
  padding: [0, 0, 0, 0],
  dilation: [1, 1],
  groups: 1,
  epilogue: {},
  ...options,
});

function run(op: string, operands: Tensor[], options: Options = {}): Tensor[] {
  const graph = new Graph();
  const inputs = operands.map(({ shape }, i) => graph.input(`input${i}`, shape));
  const outputs = graph.apply(op, inputs, attributesOf(options));
  const feeds = new Map(inputs.map((input, i) => [input, operands[i]]));
  const known = interpret(graph.nodes, new Map(), feeds);
  return outputs.map((output) => known.get(output)!);
}

const random = (shape: Shape, stream: number) =>
  tensor(shape, new RandomStream(3, stream).fillNormal(new Float32Array(elementCount(shape))));

/** 1…9 as a 3×3 image. */
const image = tensor([1, 3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);

describe('convolution by hand', () => {
  test('2×2 window', () => {
    const [y] = run('convolution', [image, tensor([2, 2, 1, 1], [1, 10, 100, 1000])]);
    expect(y.shape).toEqual([1, 2, 2, 1]);
    expect([...y.data]).toEqual([5421, 6532, 8754, 9865]);
  });

  test('stride and uneven padding: top 1, right 1', () => {
    const [y] = run('convolution', [image, tensor([2, 2, 1, 1], [1, 10, 100, 1000])], {
      stride: [2, 2],
      padding: [1, 0, 0, 1],
    });
    expect(y.shape).toEqual([1, 2, 2, 1]);
    expect([...y.data]).toEqual([2100, 300, 8754, 906]);
  });

  test('dilation reaches the corners', () => {
    const [y] = run('convolution', [image, tensor([2, 2, 1, 1], [1, 10, 100, 1000])], { dilation: [2, 2] });
    expect([...y.data]).toEqual([9731]);
  });

  test('channels and filters', () => {
    const x = tensor([1, 1, 1, 2], [3, 5]);
    const [y] = run('convolution', [x, tensor([1, 1, 2, 3], [1, 2, 3, 10, 20, 30])]);
    expect([...y.data]).toEqual([53, 106, 159]);
  });

  test('groups see only their own channels', () => {
    const x = tensor([1, 1, 1, 4], [1, 2, 3, 4]);
    // Two groups of two channels; filters 0 and 1 belong to the first, 2 and 3 to the second.
    const [y] = run('convolution', [x, tensor([1, 1, 2, 4], [1, 1, 1, 1, 10, 20, 30, 40])], { groups: 2 });
    expect([...y.data]).toEqual([21, 41, 123, 163]);
  });

  test('bias, residual and activation', () => {
    const residual = tensor([1, 1, 1, 2], [1, 2]);
    const operands = [
      tensor([1, 1, 1, 1], [3]),
      tensor([1, 1, 1, 2], [1, 2]),
      tensor([2], [-5, 4]),
      residual,
    ];
    const epilogue = { bias: true, residual: true, activation: 'relu', savePreActivation: true } as const;
    expect(run('convolution', operands, { epilogue }).map(({ data }) => [...data])).toEqual([
      [0, 12],
      [-1, 12],
    ]);
  });
});

const cases: [string, Shape, Shape, Options][] = [
  ['3×3 padded', [2, 5, 4, 3], [3, 3, 3, 2], { padding: [1, 1, 1, 1] }],
  ['stride 2', [1, 7, 6, 2], [3, 3, 2, 3], { stride: [2, 2], padding: [1, 1, 1, 1] }],
  [
    'uneven everything',
    [2, 7, 8, 2],
    [3, 2, 2, 3],
    { stride: [1, 3], padding: [2, 0, 1, 3], dilation: [2, 1] },
  ],
  ['windows that leave a border unread', [1, 6, 6, 1], [2, 2, 1, 1], { stride: [4, 4] }],
  ['groups', [1, 4, 4, 6], [3, 3, 2, 9], { padding: [1, 1, 1, 1], groups: 3 }],
  ['depthwise', [2, 4, 5, 3], [3, 3, 1, 3], { padding: [1, 1, 1, 1], groups: 3 }],
  ['depthwise with a multiplier', [1, 3, 3, 2], [2, 2, 1, 6], { groups: 2 }],
  ['1×1 with stride 2', [2, 5, 5, 4], [1, 1, 4, 7], { stride: [2, 2] }],
  ['one pixel', [1, 1, 1, 1], [1, 1, 1, 1], {}],
  ['padding beyond the image', [1, 2, 2, 1], [3, 3, 1, 1], { padding: [3, 3, 3, 3] }],
];

describe('gradient of convolution', () => {
  test.each(cases)('%s', (_, xShape, wShape, options) => {
    checkGradient({
      build: (graph) => {
        const [x, w] = [graph.input('x', xShape), graph.input('w', wShape)];
        const [y] = graph.apply('convolution', [x, w], attributesOf(options));
        return { loss: weightedSum(y), targets: [x, w] };
      },
    });
  });
});

/** ⟨y(x, w), g⟩ = ⟨x, dx(g, w)⟩ = ⟨w, dw(x, g)⟩: the three ops are one trilinear form. */
test.each(cases)('the three ops are transposes of each other: %s', (_, xShape, wShape, options) => {
  const [x, w] = [random(xShape, 1), random(wShape, 2)];
  const [y] = run('convolution', [x, w], options);
  const g = random(y.shape, 3);
  const [dx] = run('convolutionInputGradient', [g, w], { ...options, shape: xShape });
  const [dw] = run('convolutionWeightGradient', [x, g], { ...options, shape: wShape });
  const dot = (a: Tensor, b: Tensor) => a.data.reduce((sum, value, i) => sum + value * b.data[i], 0);
  expect(dot(x, dx)).toBeCloseTo(dot(y, g), 9);
  expect(dot(w, dw)).toBeCloseTo(dot(y, g), 9);
});
