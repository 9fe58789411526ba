// Matrix products C = op(A)·op(B) in f32 with every operand on the device: square ones in the three layouts that
// training uses, a prime size, and the tall and thin ones of the models here.

import { Graph } from '../../graph/graph';
import { matmul } from '../../graph/ops/matmul';
import '../../graph/ops';
import type { BenchCase, Entry, Results } from '../contender';
import { places, uniform } from '../draw';
import { openGraph } from '../graphRival';
import type { GemmProblem, Layout } from '../problem';

type Sizes = readonly [M: number, N: number, K: number];

const layouts: Layout[] = ['NN', 'NT', 'TN'];
const square = [512, 1021, 1024].flatMap((size) =>
  layouts.map((layout): [Layout, Sizes] => [layout, [size, size, size]]),
);

/** Forward, input gradient and weight gradient of layers of the models here, and a matrix by one vector. */
const training: [Layout, Sizes][] = [
  ['NN', [4096, 192, 64]],
  ['NT', [4096, 64, 192]],
  ['TN', [64, 192, 4096]],
  ['NN', [128, 512, 784]],
  ['TN', [784, 512, 128]],
  ['NN', [512, 1, 32]],
  ['NT', [1, 4096, 4096]],
];

export const gemmCases: BenchCase[] = [...square, ...training].map(([layout, [M, N, K]]) => ({
  suite: 'gemm',
  name: layout,
  shape: `${M}x${N}x${K}`,
  flops: 2 * M * N * K,
  bytes: 4 * (M * K + K * N + M * N),
  entries: () => [entryOf(layout, [M, N, K])],
}));

function entryOf(layout: Layout, [M, N, K]: Sizes): Entry {
  const [transposeA, transposeB] = [layout[0] === 'T', layout[1] === 'T'];
  const problem: GemmProblem = {
    kind: 'gemm',
    layout,
    M,
    N,
    K,
    a: uniform(M * K, 0),
    aShape: transposeA ? [K, M] : [M, K],
    b: uniform(K * N, 1),
    bShape: transposeB ? [N, K] : [K, N],
  };
  const graph = new Graph();
  const zero = { kind: 'constant', value: 0 } as const;
  const a = graph.state('a', problem.aShape, zero);
  const b = graph.state('b', problem.bShape, zero);
  graph.output('c', matmul(a, b, { transposeA, transposeB }));
  const states = new Map([
    ['a', problem.a],
    ['b', problem.b],
  ]);
  return {
    ours: (gpu) => openGraph(gpu, graph, { states }),
    problem,
    check: (results) => isProduct(problem, results),
  };
}

const CHECKED_ELEMENTS = 400;

/** |C − C64| ≤ 4·√K·2⁻²⁴·(|A||B|) at drawn elements and at the corners. */
export function isProduct({ layout, M, N, K, a, b }: GemmProblem, results: Results): boolean {
  const c = results.get('c');
  if (c?.length !== M * N) return false;
  return [N - 1, (M - 1) * N, ...places(M * N, CHECKED_ELEMENTS)].every((element) => {
    const row = Math.floor(element / N);
    const column = element % N;
    let sum = 0;
    let magnitude = 0;
    for (let k = 0; k < K; k++) {
      const left = layout[0] === 'T' ? a[k * M + row] : a[row * K + k];
      const right = layout[1] === 'T' ? b[column * K + k] : b[k * N + column];
      sum += left * right;
      magnitude += Math.abs(left * right);
    }
    return Math.abs(c[element] - sum) <= 4 * Math.sqrt(K) * 2 ** -24 * magnitude;
  });
}
