// Products in few bits beside our own f32 on the same data: matrices, a matrix by one vector, and a convolution of a
// residual network. The left operand arrives as real numbers, so that coding and packing it is part of the time.

import { type CodeBits, packCodes } from '../../src/base/packing';
import { RandomStream } from '../../src/base/randomStream';
import { planProgram } from '../../src/compile/plan';
import { deviceProfile, Program, type TensorData } from '../../src/compile/program';
import { DeviceState } from '../../src/compile/state';
import type { Gpu } from '../../src/gpu/device';
import { Graph } from '../../src/graph/graph';
import { WORD_BITS } from '../../src/graph/ops/bitSerial';
import { convolution } from '../../src/graph/ops/convolution';
import { matmul } from '../../src/graph/ops/matmul';
import '../../src/graph/ops';
import { elementCount, type Shape, type Value } from '../../src/graph/value';
import type { BenchCase, Contender } from './contender';

interface Problem {
  name: 'matmul' | 'convolution';
  /** Of the left operand: [M, K] or [N, H, W, C]. */
  left: Shape;
  /** Rows of weights: N or F; each has taps·C numbers. */
  filters: number;
  /** Height and width of the filters; 1 for matrices. */
  kernel: number;
}

/** Bits of activations and of weights: eight of either is signed bytes, 16 is halves, 32 is f32. */
type Bits = readonly [left: number, right: number];

const SEED = 5;
const MOST_IN_A_SUBMIT = 16;
const CHECKED = 200;
const window = { stride: [1, 1], padding: [1, 1, 1, 1], dilation: [1, 1], groups: 1 };

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
const GROUP = 32;

/** Real numbers stored as halves and summed in f32: weights alone, and both. */
const halves: Bits[] = [
  [32, 16],
  [16, 16],
];

const problems: { problem: Problem; bits: Bits[] }[] = [
  {
    problem: { name: 'matmul', left: [1024, 1024], filters: 1024, kernel: 1 },
    bits: [...halves, ...weightsAlone, ...pairs],
  },
  {
    problem: { name: 'matmul', left: [1, 4096], filters: 4096, kernel: 1 },
    bits: [...halves, ...weightsAlone, ...few],
  },
  {
    problem: { name: 'convolution', left: [8, 32, 32, 32], filters: 32, kernel: 3 },
    bits: [...halves, ...few],
  },
  {
    problem: { name: 'convolution', left: [8, 8, 8, 128], filters: 128, kernel: 3 },
    bits: [...halves, ...few],
  },
];

export const quantisedCases: BenchCase[] = problems.map(({ problem, bits }) => {
  const { name, left, filters, kernel } = problem;
  const channels = left.at(-1)!;
  const rows = elementCount(left) / channels;
  const depth = kernel ** 2 * channels;
  return {
    suite: 'quantised',
    name,
    shape: [...left, 'by', filters, ...(kernel > 1 ? [kernel, kernel] : [])].join('x').replace('xbyx', '·'),
    flops: 2 * rows * depth * filters,
    bytes: 4 * (elementCount(left) + depth * filters + rows * filters),
    contenders: async (gpu) => [
      contender(gpu, problem, null),
      contender(gpu, problem, [8, 8]),
      ...bits.map((pair) => contender(gpu, problem, pair)),
    ],
  };
});

/** Whole numbers that `bits` hold: 0 and up on the left, odd around 0 on the right, so that sums stay small. */
function operands({ left, filters, kernel }: Problem, [a, w]: Bits) {
  const random = new RandomStream(SEED, 0);
  const draw = (count: number, levels: number) =>
    Float32Array.from({ length: count }, () => Math.floor(random.nextUniform() * levels));
  const x = draw(elementCount(left), { 8: 128, 16: 4, 32: 4 }[a] ?? 2 ** a);
  const levels = w === 16 ? 4 : 2 ** w;
  const q = draw(filters * kernel ** 2 * left.at(-1)!, levels);
  const weights = q.map((code) => (a === 8 ? code - 128 : 2 * code - (levels - 1)));
  return { x, q, weights };
}

function formatOf(bits: Bits | null): string {
  if (!bits) return 'f32';
  const [left, right] = bits;
  if (right === 16) return left === 16 ? 'f16' : 'f32×f16';
  if (left === 32) return `f32×${right}`;
  return left === 8 ? 'int8' : `${left}×${right} bits`;
}

/** `bits` of null is f32. */
function contender(gpu: Gpu, problem: Problem, bits: Bits | null): Contender {
  const { name, left, filters, kernel } = problem;
  const given = operands(problem, bits ?? [2, 1]);
  const channels = left.at(-1)!;
  const graph = new Graph();
  const data = new Map<string, { shape: Shape; data: TensorData }>();
  const keep = (value: Value, content: TensorData): Value => {
    data.set(value.name, { shape: value.shape, data: content });
    return value;
  };
  const storage = (width: number | undefined) => (width === 16 ? 'f16' : 'f32');
  const real = (label: string, shape: Shape, content: Float32Array<ArrayBuffer>, width?: number) =>
    keep(graph.state(label, shape, { kind: 'constant', value: 0 }, storage(width)), content);
  const words = (shape: Shape, content: Uint32Array<ArrayBuffer>) =>
    keep(graph.state('w', shape, { kind: 'constant', value: 0 }, 'u32'), content);
  const x = real('x', left, given.x, bits?.[0]);
  const one = graph.constant([1], [1]);
  const taps = kernel > 1 ? [kernel, kernel] : [];
  const whole = { ...window, result: 'i32', operands: [], leftZero: 0, resultZero: 0 };
  const product = (): Value => {
    if (!bits || bits[1] === 16) {
      if (name === 'matmul')
        return matmul(x, real('w', [filters, channels], given.weights, bits?.[1]), { transposeB: true });
      const w = real('w', [...taps, channels, filters], filtersLast(given.weights, filters), bits?.[1]);
      return convolution(x, w, { padding: 1 });
    }
    if (bits[0] === 8) {
      const [codes] = graph.apply('quantise', [x, one], { zero: 0 });
      const w = words([filters, ...taps, channels / 4], packCodes(given.weights, 8));
      return graph.apply(name === 'matmul' ? 'integerMatmul' : 'integerConvolution', [codes, w], whole)[0];
    }
    if (bits[0] === 32) {
      const packed = packCodes(given.q, bits[1] as CodeBits);
      const groups = given.q.length / GROUP;
      const affine = Float32Array.from({ length: 2 * groups }, (_, at) => (at % 2 ? 1 - 2 ** bits[1] : 2));
      const operands = [x, words([packed.length], packed), real('affine', [groups, 2], affine)];
      const attributes = { bits: bits[1], columns: filters, group: GROUP, epilogue: {} };
      return graph.apply('weightOnlyMatmul', operands, attributes)[0];
    }
    const [planes] = graph.apply('packBitPlanes', [x, one], { bits: bits[0], code: 'unsigned' });
    const w = words([bits[1], filters, ...taps, Math.ceil(channels / WORD_BITS)], planesOf(given.q, bits[1]));
    const codes = { leftCode: 'unsigned', rightCode: 'bipolar', depth: channels };
    return graph.apply(name === 'matmul' ? 'bitMatmul' : 'bitConvolution', [planes, w], {
      ...whole,
      ...codes,
    })[0];
  };
  graph.output('y', product());

  let program: Program;
  let state: DeviceState;
  return {
    implementation: 'tessera',
    format: formatOf(bits),
    prepare: async () => {
      program = await Program.create(gpu, planProgram('quantised', graph, deviceProfile(gpu)));
      state = await DeviceState.allocate(gpu, program.plan.state);
      state.load(data);
      await program.run(state);
    },
    run: async (repeats) => {
      const groups = program.groupsFor(state);
      for (let left = repeats; left > 0; left -= MOST_IN_A_SUBMIT) {
        const encoder = gpu.device.createCommandEncoder();
        const pass = encoder.beginComputePass();
        for (let i = 0; i < Math.min(left, MOST_IN_A_SUBMIT); i++) program.recording.encode(pass, groups);
        pass.end();
        gpu.submit(encoder.finish());
      }
      await gpu.idle();
    },
    valid: async () => agrees(problem, given, (await program.run(state)).get('y')!),
    dispose: () => {
      program?.destroy();
      state?.destroy();
    },
  };
}

/** Weights [F, taps, C] as [taps, C, F]. */
function filtersLast(weights: Float32Array, filters: number): Float32Array<ArrayBuffer> {
  const depth = weights.length / filters;
  return Float32Array.from(weights, (_, at) => weights[(at % filters) * depth + Math.floor(at / filters)]);
}

/** Bit planes of codes whose rows fill whole words. */
function planesOf(codes: Float32Array, bits: number): Uint32Array<ArrayBuffer> {
  const planes = new Uint32Array((bits * codes.length) / WORD_BITS);
  for (let plane = 0; plane < bits; plane++)
    planes.set(
      packCodes(
        Float32Array.from(codes, (code) => (code >> plane) & 1),
        1,
      ),
      (plane * codes.length) / WORD_BITS,
    );
  return planes;
}

/** Whether drawn results are the sums they stand for; all are whole numbers that f32 holds. */
function agrees(
  { left, filters, kernel }: Problem,
  { x, weights }: { x: Float32Array; weights: Float32Array },
  y: ArrayLike<number>,
): boolean {
  const random = new RandomStream(SEED, 1);
  const C = left.at(-1)!;
  const [H, W] = kernel > 1 ? [left[1], left[2]] : [1, 1];
  const rows = elementCount(left) / C;
  const edge = (kernel - 1) / 2;
  if (y.length !== rows * filters) return false;
  for (let check = 0; check < CHECKED; check++) {
    const at = Math.floor(random.nextUniform() * y.length);
    const [row, f] = [Math.floor(at / filters), at % filters];
    const [h, w, image] = [Math.floor(row / W) % H, row % W, Math.floor(row / W / H)];
    let sum = 0;
    for (let i = 0; i < kernel; i++)
      for (let j = 0; j < kernel; j++) {
        const [v, u] = [h + i - edge, w + j - edge];
        if (v < 0 || v >= H || u < 0 || u >= W) continue;
        for (let c = 0; c < C; c++)
          sum += x[((image * H + v) * W + u) * C + c] * weights[((f * kernel + i) * kernel + j) * C + c];
      }
    if (y[at] !== sum) return false;
  }
  return true;
}
