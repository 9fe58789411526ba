// onnxruntime-web with its WebGPU execution provider as a peer: models of one node, weights as initializers, what
// goes in and comes out bound to buffers on its device.

import * as ort from 'onnxruntime-web/webgpu';
import type { Peer, Rival } from '../../../src/bench/contender';
import type {
  ConvolutionProblem,
  Floats,
  GemmProblem,
  IntegerGemmProblem,
  Problem,
  WeightOnlyProblem,
} from '../../../src/bench/problem';
import { transposed, withResult } from './layouts';
import { type OneNode, onnxModel } from './onnxModel';

export async function openOnnxRuntime(): Promise<Peer> {
  // Threads would need workers of its own; what runs here runs on the GPU.
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return { implementation: 'onnxruntime', rival };
}

function rival(problem: Problem): (() => Promise<Rival>) | null {
  switch (problem.kind) {
    case 'gemm':
      return () => open(gemm(problem), problem.a);
    case 'integerGemm':
      return () => open(integerGemm(problem), problem.a);
    case 'weightOnly':
      return problem.bits === 3 ? null : () => open(weightOnly(problem), problem.a);
    case 'convolution':
      return problem.pass === 'forward' ? () => convolution(problem) : null;
    default:
      return null;
  }
}

/** `MatMul`, or `Gemm` where an operand is transposed; B is an initializer, as weights are. */
function gemm({ layout, M, N, a: _, aShape, b, bShape }: GemmProblem): OneNode {
  const plain = layout === 'NN';
  const [transA, transB] = [layout[0], layout[1]].map((letter) => Number(letter === 'T'));
  return {
    op: plain ? 'MatMul' : 'Gemm',
    attributes: plain ? {} : { transA, transB },
    operands: ['a', 'b'],
    inputs: [{ name: 'a', type: 'float32', shape: aShape }],
    initializers: [{ name: 'b', type: 'float32', shape: bShape, data: b }],
    output: { name: 'c', type: 'float32', shape: [M, N] },
  };
}

/**
 * `MatMulInteger` has no kernel for the GPU in this package. `MatMulNBits` of eight bits with accuracy level 4 codes
 * the activations as signed bytes within the run and multiplies bytes, which is the same work.
 */
const integerGemm = ({ M, N, K, w }: IntegerGemmProblem): OneNode =>
  nBits({ M, N, K, bits: 8, group: BYTE_GROUP, scale: 1, codes: Uint8Array.from(w, (x) => x + 128) }, 4);

/** Neighbours that share a scale where all of a row could. */
const BYTE_GROUP = 128;

/** `MatMulNBits` in real numbers. Codes of 0 stand for −2^(bits − 1), its default. */
function weightOnly(problem: WeightOnlyProblem): OneNode {
  if (problem.zero !== 2 ** (problem.bits - 1)) throw new Error('Its zero is in the middle of the codes.');
  return nBits(problem, 0);
}

/** `Conv`, whose tensors have channels first; what it moves to have them last is its own. */
async function convolution(problem: ConvolutionProblem): Promise<Rival> {
  const { xShape, wShape, yShape, x, w, stride, padding, groups } = problem;
  const firsts = (shape: readonly number[]) => [shape[0], shape[3], shape[1], shape[2]];
  const rival = await open(
    {
      op: 'Conv',
      attributes: { strides: [stride, stride], pads: Array(4).fill(padding), group: groups },
      operands: ['x', 'w'],
      inputs: [{ name: 'x', type: 'float32', shape: firsts(xShape) }],
      initializers: [
        {
          name: 'w',
          type: 'float32',
          shape: [wShape[3], wShape[2], wShape[0], wShape[1]],
          data: transposed(w, wShape, [3, 2, 0, 1]),
        },
      ],
      output: { name: 'result', type: 'float32', shape: firsts(yShape) },
    },
    transposed(x, xShape, [0, 3, 1, 2]),
  );
  return withResult(rival, (y) => transposed(y, firsts(yShape), [0, 2, 3, 1]));
}

function nBits(
  {
    M,
    N,
    K,
    bits,
    group,
    scale,
    codes,
  }: Pick<WeightOnlyProblem, 'M' | 'N' | 'K' | 'bits' | 'group' | 'scale' | 'codes'>,
  accuracyLevel: number,
): OneNode {
  const groups = K / group;
  const scales = new Float32Array(N * groups).fill(scale);
  return {
    op: 'MatMulNBits',
    domain: 'com.microsoft',
    attributes: { K, N, bits, block_size: group, accuracy_level: accuracyLevel },
    operands: ['a', 'codes', 'scales'],
    inputs: [{ name: 'a', type: 'float32', shape: [M, K] }],
    initializers: [
      { name: 'codes', type: 'uint8', shape: [N, groups, (group * bits) / 8], data: packed(codes, bits) },
      { name: 'scales', type: 'float32', shape: [N, groups], data: scales },
    ],
    output: { name: 'c', type: 'float32', shape: [M, N] },
  };
}

/** Codes in bytes, the lowest bits first. */
function packed(codes: Uint8Array, bits: number): Uint8Array {
  const inByte = 8 / bits;
  const bytes = new Uint8Array(codes.length / inByte);
  for (let at = 0; at < codes.length; at++)
    bytes[Math.floor(at / inByte)] |= codes[at] << (bits * (at % inByte));
  return bytes;
}

/** A session of the model with its one input on the device. */
async function open(node: OneNode, input: Floats): Promise<Rival> {
  const session = await ort.InferenceSession.create(onnxModel(node), {
    executionProviders: ['webgpu'],
    // Fails where a node would run on the CPU unseen.
    extra: { session: { disable_cpu_ep_fallback: '1' } },
  });
  const device = await ort.env.webgpu.device;
  const buffers: GPUBuffer[] = [];
  const tensorOf = ({ shape }: { shape: readonly number[] }): ort.Tensor => {
    const size = 4 * shape.reduce((a, b) => a * b, 1);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = device.createBuffer({ size: Math.ceil(size / 16) * 16, usage });
    buffers.push(buffer);
    return ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims: [...shape] });
  };
  const feeds = { [node.inputs[0].name]: tensorOf(node.inputs[0]) };
  const fetches = { [node.output.name]: tensorOf(node.output) };
  device.queue.writeBuffer(buffers[0], 0, input);
  const queue = async (): Promise<void> => {
    await session.run(feeds, fetches);
  };
  return {
    queue,
    idle: () => device.queue.onSubmittedWorkDone(),
    results: async () => {
      await queue();
      return new Map([[node.output.name, await read(device, buffers[1], node.output.shape)]]);
    },
    dispose: () => {
      for (const buffer of buffers) buffer.destroy();
      void session.release();
    },
  };
}

async function read(device: GPUDevice, source: GPUBuffer, shape: readonly number[]): Promise<Floats> {
  const { size } = source;
  const staging = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(source, 0, staging, 0, size);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(
    staging.getMappedRange().slice(0),
    0,
    shape.reduce((a, b) => a * b, 1),
  );
  staging.destroy();
  return values;
}
