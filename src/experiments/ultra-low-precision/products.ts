// One product in one format, ready to be timed and checked: f32, signed bytes, or planes of one to four bits. The left
// operand arrives as real numbers, so that coding and packing it is part of the time; all operands are small whole
// numbers, so that every format must give the same sums exactly.

import { packCodes } from '../../base/packing';
import { RandomStream } from '../../base/randomStream';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program, type TensorData } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import type { Gpu } from '../../gpu/device';
import { Graph } from '../../graph/graph';
import { packBitPlanes, wordOperations } from '../../graph/ops/bitPlanes';
import { WORD_BITS, words } from '../../graph/ops/bitSerial';
import { convolution } from '../../graph/ops/convolution';
import { matmul } from '../../graph/ops/matmul';
import '../../graph/ops';
import { elementCount, type Shape, type Value } from '../../graph/value';

export interface Problem {
  name: string;
  /** [M, K], or [N, H, W, C] of a convolution with padding by half its window. */
  left: Shape;
  /** Rows of weights: N or F; each has kernel²·K numbers. */
  filters: number;
  /** Height and width of the window; 1 for matrices. */
  kernel: number;
}

/** Bits of the left operand and of the weights, or a format that both have. */
export type Format = 'f32' | 'int8' | readonly [left: number, right: number];

export const nameOf = (format: Format): string =>
  typeof format === 'string' ? format : `${format[0]}×${format[1]} bits`;

/** Multiply-adds. */
export const multiplyAdds = ({ left, filters, kernel }: Problem): number =>
  elementCount(left) * filters * kernel ** 2;

export interface OpenProduct {
  problem: Problem;
  format: Format;
  program: Program;
  state: DeviceState;
  /** Of the weights as the kernel binds them. */
  weightBytes: number;
  /** Ands, counts and adds of words; 0 of formats without planes. */
  wordOperations: number;
  /** How many of all results are not the sums they stand for; checks drawn ones of large products. */
  mismatches(): Promise<number>;
  destroy(): void;
}

const SEED = 5;
const CHECKED = 2000;
const window = { stride: [1, 1], dilation: [1, 1], groups: 1 };

interface Operands {
  x: Float32Array<ArrayBuffer>;
  /** Codes of the weights, and the odd numbers around 0 that they stand for. */
  codes: Float32Array<ArrayBuffer>;
  weights: Float32Array<ArrayBuffer>;
}

function operandsOf({ left, filters, kernel }: Problem, format: Format): Operands {
  const random = new RandomStream(SEED, 0);
  const draw = (count: number, levels: number) =>
    Float32Array.from({ length: count }, () => Math.floor(random.nextUniform() * levels));
  const [a, w] = typeof format === 'string' ? [2, 2] : format;
  const x = draw(elementCount(left), 2 ** a);
  const codes = draw(filters * kernel ** 2 * left[left.length - 1], 2 ** w);
  return { x, codes, weights: codes.map((code) => 2 * code - (2 ** w - 1)) };
}

export async function openProduct(gpu: Gpu, problem: Problem, format: Format): Promise<OpenProduct> {
  const operands = operandsOf(problem, format);
  const graph = new Graph();
  const data = new Map<string, { shape: Shape; data: TensorData }>();
  const kept = (name: string, shape: Shape, content: TensorData, dtype: 'f32' | 'u32' = 'f32'): Value => {
    data.set(name, { shape, data: content });
    return graph.state(name, shape, { kind: 'constant', value: 0 }, dtype);
  };
  const y = traced(problem, format, operands, kept, graph.constant([1], [1]));
  graph.output('y', y);
  const program = await Program.create(
    gpu,
    planProgram(`product ${nameOf(format)}`, graph, deviceProfile(gpu)),
  );
  const state = await DeviceState.allocate(gpu, program.plan.state);
  state.load(data);
  const node = program.plan.nodes.find(({ op }) => op.startsWith('bit'));
  return {
    problem,
    format,
    program,
    state,
    weightBytes: program.plan.state.entries.get('w')!.bytes,
    wordOperations: node ? wordOperations(node) : 0,
    mismatches: async () => wrongSums(problem, operands, (await program.run(state)).get('y')!),
    destroy: () => {
      program.destroy();
      state.destroy();
    },
  };
}

type Keep = (name: string, shape: Shape, content: TensorData, dtype?: 'f32' | 'u32') => Value;

function traced(
  { left, filters, kernel }: Problem,
  format: Format,
  { x: numbers, codes, weights }: Operands,
  kept: Keep,
  one: Value,
): Value {
  const isMatrix = left.length === 2;
  const channels = left[left.length - 1];
  const taps = isMatrix ? [] : [kernel, kernel];
  const edge = (kernel - 1) / 2;
  const x = kept('x', left, numbers);
  const whole = {
    ...{ ...window, padding: [edge, edge, edge, edge] },
    ...{ result: 'i32', operands: [], leftZero: 0, resultZero: 0 },
  };
  if (format === 'f32') {
    // As the layers of models keep them.
    if (isMatrix) return matmul(x, kept('w', [channels, filters], filtersLast(weights, filters)));
    const w = kept('w', [...taps, channels, filters], filtersLast(weights, filters));
    return convolution(x, w, { padding: edge });
  }
  if (format === 'int8') {
    const [bytes] = x.graph.apply('quantise', [x, one], { zero: 0 });
    const w = kept('w', [filters, ...taps, Math.ceil(channels / 4)], packCodes(weights, 8), 'u32');
    return x.graph.apply(isMatrix ? 'integerMatmul' : 'integerConvolution', [bytes, w], whole)[0];
  }
  const planes = packBitPlanes(x, one, format[0]);
  const w = kept(
    'w',
    [format[1], filters, ...taps, words(channels)],
    planesOf(codes, channels, format[1]),
    'u32',
  );
  return x.graph.apply(isMatrix ? 'bitMatmul' : 'bitConvolution', [planes, w], {
    ...whole,
    ...{ leftCode: 'unsigned', rightCode: 'bipolar', depth: channels },
  })[0];
}

/** Weights [F, taps, C] as [taps, C, F]. */
function filtersLast(weights: Float32Array, filters: number): Float32Array<ArrayBuffer> {
  const depth = weights.length / filters;
  return Float32Array.from(weights, (_, at) => weights[(at % filters) * depth + Math.floor(at / filters)]);
}

/** Codes of rows of `depth` as bit planes, whose rows fill whole words. */
function planesOf(codes: Float32Array, depth: number, bits: number): Uint32Array<ArrayBuffer> {
  const rows = codes.length / depth;
  const padded = WORD_BITS * words(depth);
  const planes = new Uint32Array((bits * rows * padded) / WORD_BITS);
  const plane = new Uint8Array(rows * padded);
  for (let bit = 0; bit < bits; bit++) {
    for (const [at, code] of codes.entries())
      plane[Math.floor(at / depth) * padded + (at % depth)] = (code >> bit) & 1;
    planes.set(packCodes(plane, 1), (bit * plane.length) / WORD_BITS);
  }
  return planes;
}

function wrongSums(
  { left, filters, kernel }: Problem,
  { x, weights }: Operands,
  y: ArrayLike<number>,
): number {
  const random = new RandomStream(SEED, 1);
  const C = left[left.length - 1];
  const [H, W] = left.length > 2 ? [left[1], left[2]] : [1, 1];
  const edge = (kernel - 1) / 2;
  let wrong = 0;
  for (let check = 0; check < Math.min(CHECKED, y.length); check++) {
    const at = y.length <= CHECKED ? check : Math.floor(random.nextUniform() * y.length);
    const [row, f] = [Math.floor(at / filters), at % filters];
    const [h, w, image] = [Math.floor(row / W) % H, row % W, Math.floor(row / W / H)];
    let sum = 0;
    for (let tap = 0; tap < kernel ** 2; tap++) {
      const [v, u] = [h + Math.floor(tap / kernel) - edge, w + (tap % kernel) - edge];
      if (v < 0 || v >= H || u < 0 || u >= W) continue;
      for (let c = 0; c < C; c++)
        sum += x[((image * H + v) * W + u) * C + c] * weights[(f * kernel ** 2 + tap) * C + c];
    }
    if (y[at] !== sum) wrong++;
  }
  return wrong;
}
