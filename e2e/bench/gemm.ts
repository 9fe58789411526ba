// Matrix products C = op(A)·op(B) with every operand on the device: square ones in the three layouts that
// training uses, and the tall and thin ones of small models.

import { planProgram } from '../../src/compile/plan';
import { deviceProfile, Program } from '../../src/compile/program';
import { DeviceState } from '../../src/compile/state';
import type { Gpu } from '../../src/gpu/device';
import { Graph } from '../../src/graph/graph';
import { initialise } from '../../src/graph/initialise';
import { matmul } from '../../src/graph/ops/matmul';
import '../../src/graph/ops';
import { RandomStream } from '../../src/base/randomStream';
import type { BenchCase, Contender, GemmContender, Peer } from './contender';

/** First letter: A as it is (N) or transposed (T); second letter: B. */
export type Layout = 'NN' | 'NT' | 'TN';

export interface GemmProblem {
  layout: Layout;
  M: number;
  N: number;
  K: number;
  /** [M, K], or [K, M] when transposed. */
  a: Float32Array<ArrayBuffer>;
  aShape: [number, number];
  /** [K, N], or [N, K] when transposed. */
  b: Float32Array<ArrayBuffer>;
  bShape: [number, number];
}

const SEED = 1;
/** Products in one submit, as libraries that record ahead have it. */
const MOST_IN_A_SUBMIT = 16;
const layouts: Layout[] = ['NN', 'NT', 'TN'];

const square = [512, 1021, 1024].flatMap((size) =>
  layouts.map((layout) => ({ layout, M: size, N: size, K: size })),
);

/** Forward, input gradient and weight gradient of layers of the models here. */
const training: { layout: Layout; M: number; N: number; K: number }[] = [
  { layout: 'NN', M: 4096, N: 192, K: 64 },
  { layout: 'NT', M: 4096, N: 64, K: 192 },
  { layout: 'TN', M: 64, N: 192, K: 4096 },
  { layout: 'NN', M: 128, N: 512, K: 784 },
  { layout: 'TN', M: 784, N: 512, K: 128 },
  { layout: 'NN', M: 512, N: 1, K: 32 },
];

export const gemmCases: BenchCase[] = [...square, ...training].map(({ layout, M, N, K }) => ({
  suite: 'gemm',
  name: layout,
  shape: `${M}x${N}x${K}`,
  flops: 2 * M * N * K,
  bytes: 4 * (M * K + K * N + M * N),
  contenders: (gpu, peers) => contendersOf(gpu, peers, layout, [M, N, K]),
}));

async function contendersOf(
  gpu: Gpu,
  peers: readonly Peer[],
  layout: Layout,
  [M, N, K]: [number, number, number],
): Promise<Contender[]> {
  const graph = new Graph();
  const uniform = { kind: 'uniform', low: -1, high: 1 } as const;
  const a = graph.parameter('a', layout[0] === 'T' ? [K, M] : [M, K], uniform);
  const b = graph.parameter('b', layout[1] === 'T' ? [N, K] : [K, N], uniform);
  graph.output('c', matmul(a, b, { transposeA: layout[0] === 'T', transposeB: layout[1] === 'T' }));
  const problem: GemmProblem = {
    layout,
    M,
    N,
    K,
    a: initialise(a, SEED),
    aShape: a.shape as [number, number],
    b: initialise(b, SEED),
    bShape: b.shape as [number, number],
  };
  return [
    contender('tessera', problem, () => ours(gpu, graph)),
    ...peers.map((peer) => contender(peer.implementation, problem, async () => peer.gemm(problem))),
  ];
}

function contender(
  implementation: Contender['implementation'],
  problem: GemmProblem,
  open: () => Promise<GemmContender>,
): Contender {
  let gemm: GemmContender;
  const run = async (repeats: number): Promise<void> => {
    for (let i = 0; i < repeats; i++) gemm.multiply();
    await gemm.idle();
  };
  return {
    implementation,
    prepare: async () => {
      gemm = await open();
      await run(1);
    },
    run,
    valid: async () => isProduct(problem, await gemm.result()),
    dispose: () => gemm?.dispose(),
  };
}

async function ours(gpu: Gpu, graph: Graph): Promise<GemmContender> {
  const program = await Program.create(gpu, planProgram('gemm', graph, deviceProfile(gpu)));
  const state = await DeviceState.initialised(gpu, program.plan.state, SEED);
  const groups = program.groupsFor(state);
  let queued = 0;
  const flush = (): void => {
    if (!queued) return;
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (; queued > 0; queued--) program.recording.encode(pass, groups);
    pass.end();
    gpu.submit(encoder.finish());
  };
  return {
    multiply: () => {
      if (++queued === MOST_IN_A_SUBMIT) flush();
    },
    idle: () => {
      flush();
      return gpu.idle();
    },
    result: async () => (await program.run(state)).get('c') as Float32Array,
    dispose: () => {
      program.destroy();
      state.destroy();
    },
  };
}

const CHECKED_ELEMENTS = 400;

/** |C − C64| ≤ 4·√K·2⁻²⁴·(|A||B|) at sampled elements and at the corners. */
export function isProduct({ layout, M, N, K, a, b }: GemmProblem, c: Float32Array): boolean {
  if (c.length !== M * N) return false;
  const random = new RandomStream(SEED, 0);
  const corners = [0, N - 1, (M - 1) * N, M * N - 1];
  const drawn = Array.from({ length: CHECKED_ELEMENTS }, () => Math.floor(random.nextUniform() * M * N));
  return [...corners, ...drawn].every((element) => {
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
