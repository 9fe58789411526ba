// Products in few bits beside our own f32 on the same data: matrices, a matrix by one vector, and a convolution of a
// residual network. The left operand arrives as real numbers, so that coding and packing it is part of the time.

import type { CodeBits } from '../../base/packing';
import { elementCount } from '../../graph/value';
import type { BenchCase, Entry } from '../contender';
import { openGraph } from '../graphRival';
import type { Problem } from '../problem';
import { agrees, GROUP, graphOf, type Operands, operandsOf } from './quantisedProducts';

/** Of activations and of weights: eight of either is signed bytes, 16 is halves, 32 is f32. */
export type Bits = readonly [left: number, right: number];

export interface Product {
  name: 'matmul' | 'convolution';
  /** Of the left operand: [M, K] or [N, H, W, C]. */
  left: readonly number[];
  /** Rows of weights: N or F; each has taps·C numbers. */
  filters: number;
  /** Height and width of the filters; 1 for matrices. */
  kernel: number;
}

const widths = [1, 2, 3, 4];
const pairs: Bits[] = widths.flatMap((left) => widths.map((right): Bits => [left, right]));
const few: Bits[] = [
  [1, 1],
  [2, 1],
  [2, 2],
  [4, 4],
];
/** Real activations, for matrices only. */
const weightsAlone: Bits[] = [
  [32, 8],
  [32, 4],
  [32, 3],
  [32, 2],
];

/** Real numbers stored as halves and summed in f32: weights alone, and both. */
const halves: Bits[] = [
  [32, 16],
  [16, 16],
];

const products: { product: Product; bits: Bits[] }[] = [
  {
    product: { name: 'matmul', left: [1024, 1024], filters: 1024, kernel: 1 },
    bits: [...halves, ...weightsAlone, ...pairs],
  },
  {
    product: { name: 'matmul', left: [1, 4096], filters: 4096, kernel: 1 },
    bits: [...halves, ...weightsAlone, ...few],
  },
  {
    product: { name: 'convolution', left: [8, 32, 32, 32], filters: 32, kernel: 3 },
    bits: [...halves, ...few],
  },
  {
    product: { name: 'convolution', left: [8, 16, 16, 64], filters: 64, kernel: 3 },
    bits: [...halves, ...few],
  },
  {
    product: { name: 'convolution', left: [8, 8, 8, 128], filters: 128, kernel: 3 },
    bits: [...halves, ...few],
  },
];

export const quantisedCases: BenchCase[] = products.map(({ product, bits }) => {
  const { name, left, filters, kernel } = product;
  const channels = left.at(-1)!;
  const rows = elementCount(left) / channels;
  const depth = kernel ** 2 * channels;
  return {
    suite: 'quantised',
    name,
    shape: [...left, 'by', filters, ...(kernel > 1 ? [kernel, kernel] : [])].join('x').replace('xbyx', '·'),
    flops: 2 * rows * depth * filters,
    bytes: bytesOf(product, [32, 32]),
    entries: () => [[32, 32] as const, [8, 8] as const, ...bits].map((pair) => entryOf(product, pair)),
  };
});

/** Real numbers in and out, halves where they come as such, and weights of so many bits. */
function bytesOf({ left, filters, kernel }: Product, [leftBits, weightBits]: Bits): number {
  const channels = left.at(-1)!;
  const rows = elementCount(left) / channels;
  const leftBytes = (leftBits === 16 ? 2 : 4) * elementCount(left);
  return leftBytes + 4 * rows * filters + (weightBits / 8) * kernel ** 2 * channels * filters;
}

function formatOf([left, right]: Bits): string {
  if (right === 16) return left === 16 ? 'f16' : 'f32×f16';
  if (left === 32) return right === 32 ? 'f32' : `f32×${right}`;
  return left === 8 ? 'int8' : `${left}×${right} bits`;
}

function entryOf(product: Product, bits: Bits): Entry {
  const operands = operandsOf(product, bits);
  const { graph, states } = graphOf(product, bits, operands);
  return {
    format: formatOf(bits),
    ours: (gpu) => openGraph(gpu, graph, { states }),
    bytes: bytesOf(product, bits),
    problem: product.name === 'matmul' ? problemOf(product, bits, operands) : undefined,
    check: (results) => agrees(product, operands, results.get('c')),
  };
}

/** The product as other libraries may have it; none has fewer bits on the left than eight. */
function problemOf({ left, filters }: Product, bits: Bits, operands: Operands): Problem | undefined {
  const [M, K] = left;
  const [a, w] = bits;
  const sizes = { M, N: filters, K, a: operands.x };
  if (a === 8) return { kind: 'integerGemm', ...sizes, w: Int8Array.from(operands.weights) };
  if (a !== 32 || w === 16) return undefined;
  if (w === 32)
    return {
      kind: 'gemm',
      layout: 'NT',
      aShape: [M, K],
      b: operands.weights,
      bShape: [filters, K],
      ...sizes,
    };
  const width = w as Exclude<CodeBits, 1>;
  const codes = Uint8Array.from(operands.codes);
  return { kind: 'weightOnly', bits: width, codes, group: GROUP, scale: 2, zero: 2 ** (w - 1), ...sizes };
}
