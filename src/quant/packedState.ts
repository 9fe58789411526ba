// From a trained low-bit ResNet to the state of its packed form. Codes, steps and folded normalisations are computed by
// the network's own graph on the device, so that no rounding here can turn a code over.

import { packCodes } from '../base/packing';
import { planProgram } from '../compile/plan';
import { deviceProfile, type Outputs, Program, type TensorData } from '../compile/program';
import { DeviceState } from '../compile/state';
import type { Gpu } from '../gpu/device';
import { Graph } from '../graph/graph';
import { levelsOf, WORD_BITS, words } from '../graph/ops/bitSerial';
import { elementCount, type Shape } from '../graph/value';
import { resnet } from '../nn/models/resnet';
import { type LowBitResNet, packedLayers } from './packedResnet';

/** Tensors of a state on the host, by name. */
export type HostTensors = ReadonlyMap<string, { shape: Shape; data: TensorData }>;

/** Codes of every coded weight, steps of every coded activation and what every normalisation folds to, by layer. */
async function codedParts(gpu: Gpu, config: LowBitResNet, trained: HostTensors): Promise<Outputs> {
  const graph = new Graph();
  const { image, channels } = config;
  const images = graph.input('images', [1, image, image, channels]);
  resnet(graph, config, images, {
    training: false,
    noteCoded: (layer, { codes, step }) => {
      // An activation's step is all that is kept of it.
      if (layer.includes('conv')) graph.output(`${layer}.codes`, codes);
      if (!layer.includes('conv')) graph.output(`${layer}.step`, step);
    },
    noteFolded: (layer, { multipliers, bias }) => {
      graph.output(`${layer}.multipliers`, multipliers);
      graph.output(`${layer}.bias`, bias);
    },
  });
  const program = await Program.create(gpu, planProgram('codes', graph, deviceProfile(gpu)));
  const state = await stateOf(program, trained);
  try {
    return await program.run(state);
  } finally {
    program.destroy();
    state.destroy();
  }
}

/** A state of a program's own with those of the tensors that it has. */
export async function stateOf({ gpu, plan }: Program, tensors: HostTensors): Promise<DeviceState> {
  const state = await DeviceState.allocate(gpu, plan.state);
  state.load(new Map([...tensors].filter(([name]) => plan.state.entries.has(name))));
  return state;
}

/** Everything `packedResnet` keeps, by name. */
export async function packedState(
  gpu: Gpu,
  config: LowBitResNet,
  trained: HostTensors,
): Promise<HostTensors> {
  const parts = await codedParts(gpu, config, trained);
  const tensors = new Map<string, { shape: Shape; data: TensorData }>();
  const put = (name: string, shape: Shape, data: TensorData) => tensors.set(name, { shape, data });
  const step = (norm: string): number => parts.get(`${norm}.step`)![0];

  for (const [name, tensor] of trained)
    if (/^(stem|head)\./.test(name) && !name.endsWith('stepShift')) tensors.set(name, tensor);
  put('stem.step', [1], Float32Array.of(step('stem.norm')));
  const layers = packedLayers(config);
  for (const { layer, norm, isProjection, blockInput, shape } of layers) {
    put(
      `${layer}.planes`,
      planesShape(config, shape),
      weightPlanes(parts.get(`${layer}.codes`)!, shape, config),
    );
    for (const part of ['multipliers', 'bias'])
      put(`${layer}.${part}`, [shape[3]], parts.get(`${norm}.${part}`)!);
    if (!isProjection) put(`${layer}.steps`, [2], Float32Array.of(step(blockInput), step(norm)));
  }
  put('head.inputStep', [1], Float32Array.of(step(layers[layers.length - 1].norm)));
  return tensors;
}

const planesShape = ({ lowBits }: LowBitResNet, [KH, KW, C, F]: Shape): Shape => [
  lowBits.weightBits,
  F,
  KH,
  KW,
  words(C),
];

/** Weights [KH, KW, C, F] given as the numbers of their codes, as planes [bits, F, KH, KW, ⌈C/32⌉]. */
function weightPlanes(
  numbers: ArrayLike<number>,
  shape: Shape,
  { lowBits }: LowBitResNet,
): Uint32Array<ArrayBuffer> {
  const { weightBits: bits, weightCode } = lowBits;
  const { lowest, spacing } = levelsOf(bits, weightCode);
  const [KH, KW, C, F] = shape;
  const padded = WORD_BITS * words(C);
  const plane = new Uint8Array((elementCount(shape) / C) * padded);
  const planes = new Uint32Array((bits * plane.length) / WORD_BITS);
  for (let bit = 0; bit < bits; bit++) {
    for (let f = 0; f < F; f++)
      for (let tap = 0; tap < KH * KW; tap++)
        for (let c = 0; c < C; c++) {
          const number = numbers[(tap * C + c) * F + f];
          // Two's complement is what is left of a negative number.
          const code = weightCode === 'signed' ? number & (2 ** bits - 1) : (number - lowest) / spacing;
          plane[(f * KH * KW + tap) * padded + c] = (code >> bit) & 1;
        }
    planes.set(packCodes(plane, 1), (bit * plane.length) / WORD_BITS);
  }
  return planes;
}
