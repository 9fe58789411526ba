// What bounds a product on this adapter: the whole kernel beside the same kernel that makes its operands where it
// would read them, and beside one that reads them and multiplies nothing.

import { Graph } from '../../graph/graph';
import { matmul } from '../../graph/ops/matmul';
import '../../graph/ops';
import { unmultipliedProduct, unreadProduct } from '../../kernels/peaks';
import type { BenchCase, Entry, Results } from '../contender';
import { places, uniform } from '../draw';
import { inPart, openGraph } from '../graphRival';
import type { GemmProblem } from '../problem';
import { isProduct } from './gemm';

const sizes = [256, 1024];

export const unreadCases: BenchCase[] = sizes.map((size) => ({
  suite: 'gemm',
  name: 'NN-bound',
  shape: `${size}x${size}x${size}`,
  flops: 2 * size ** 3,
  bytes: 3 * 4 * size ** 2,
  entries: () => entriesOf(size),
}));

function entriesOf(size: number): Entry[] {
  const graph = new Graph();
  const zero = { kind: 'constant', value: 0 } as const;
  const shape: [number, number] = [size, size];
  graph.output('c', matmul(graph.state('a', shape, zero), graph.state('b', shape, zero)));
  const [a, b] = [uniform(size * size, 0), uniform(size * size, 1)];
  const states = new Map([
    ['a', a],
    ['b', b],
  ]);
  const [M, N, K] = [size, size, size];
  const problem: GemmProblem = { kind: 'gemm', layout: 'NN', M, N, K, a, aShape: shape, b, bShape: shape };
  return [
    {
      format: 'f32',
      ours: (gpu) => openGraph(gpu, graph, { states }),
      check: (results) => isProduct(problem, results),
    },
    {
      format: 'f32, no reads',
      ours: (gpu) => openGraph(gpu, graph, { states, alter: (plan) => inPart(plan, unreadProduct) }),
      check: (results) => isUnreadProduct(size, results),
      // The result alone crosses memory.
      bytes: 4 * size ** 2,
    },
    {
      format: 'f32, no products',
      ours: (gpu) => openGraph(gpu, graph, { states, alter: (plan) => inPart(plan, unmultipliedProduct) }),
      check: (results) => isUnmultiplied(problem, results),
    },
  ];
}

/** As shaders/lib/quad_reads has it: sums of rows of A in each fourth row of C, of columns of B in the next. */
function isUnmultiplied({ M, N, K, a, b }: GemmProblem, results: Results): boolean {
  const c = results.get('c');
  return (
    c?.length === M * N &&
    places(M * N, 100).every((place) => {
      const [row, column] = [Math.floor(place / N), place % N];
      // Of the sixteen rows and columns around it: the lane that holds the row, and its distance from the column's.
      const lane = (row % 16) >> 2;
      const distance = lane ^ ((column % 16) >> 2);
      const offset = column % 4;
      let [sum, size] = [0, 0];
      for (let k = 0; k < K; k += 4) {
        let x = 0;
        if (row % 4 === 0) x = a[(row + distance) * K + k + offset];
        if (row % 4 === 1) x = b[(k + distance) * N + (column & ~15) + 4 * lane + offset];
        sum += x;
        size += Math.abs(x);
      }
      return Math.abs(c[place] - sum) <= 4 * Math.sqrt(K) * 2 ** -24 * size;
    })
  );
}

/** Every element of a four is the two lowest bits of the four's place: the products are whole numbers. */
function isUnreadProduct(size: number, results: Results): boolean {
  const c = results.get('c');
  const element = (row: number, column: number) => (row * (size / 4) + (column >> 2)) & 3;
  return (
    c?.length === size * size &&
    places(size * size, 100).every((place) => {
      const [row, column] = [Math.floor(place / size), place % size];
      let sum = 0;
      for (let k = 0; k < size; k++) sum += element(row, k) * element(k, column);
      return c[place] === sum;
    })
  );
}
