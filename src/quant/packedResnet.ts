// A trained low-bit ResNet as it runs on packed bits: weights are bit planes, and so is every activation between the
// stem and the head. Each convolution's epilogue holds its steps, its batch normalisation, the shortcut and the next
// layer's coding, so that no number of more than a few bits is written in between, but for projected shortcuts (f32).
// Stem and head stay in f32. Source: Tulloch & Jia 2017 (1712.02427), §3.

import type { Graph } from '../graph/graph';
import { bitConvolutionPlanes, packBitPlanes, unpackBitPlanes } from '../graph/ops/bitPlanes';
import { words } from '../graph/ops/bitSerial';
import type { ConvolutionAttributes } from '../graph/ops/convolution';
import { multiply } from '../graph/ops/elementwise';
import type { Shape, Value } from '../graph/value';
import { zeros } from '../nn/initialisers';
import type { ConvolutionLayerOptions } from '../nn/layers/convolution';
import { activationCodes, type LowBits } from '../nn/lowBits';
import {
  blocksOf,
  hasProjection,
  head,
  type ResidualBlock,
  type ResNetConfig,
  stem,
} from '../nn/models/resnet';

export type LowBitResNet = ResNetConfig & { lowBits: LowBits };

/** One convolution with what stands around it. */
export interface PackedLayer {
  /** "stage1.block1.conv1". */
  layer: string;
  /** The normalisation behind it, whose step codes the result; a projection's result is not coded. */
  norm: string;
  isProjection: boolean;
  /** The normalisation that coded what the block reads. */
  blockInput: string;
  /** Of the weights: [KH, KW, C, F]. */
  shape: Shape;
}

/** Every convolution of a few bits, in order. */
export function packedLayers(config: LowBitResNet): PackedLayer[] {
  let [blockInput, channels] = ['stem.norm', config.widths[0]];
  return blocksOf(config).flatMap((block) => {
    const { name, filters, branch } = block;
    const layers: PackedLayer[] = [];
    const put = (layer: string, norm: string, shape: Shape, isProjection = false) =>
      layers.push({ layer: `${name}.${layer}`, norm: `${name}.${norm}`, isProjection, blockInput, shape });
    if (hasProjection(block, channels))
      put('shortcut.conv', 'shortcut.norm', [1, 1, channels, filters], true);
    for (const [index, layer] of branch.entries()) {
      put(`conv${index + 1}`, `norm${index + 1}`, [layer.kernel, layer.kernel, channels, layer.filters]);
      channels = layer.filters;
    }
    blockInput = `${name}.norm${branch.length}`;
    return layers;
  });
}

/** images f32 [B, image, image, channels] to logits [B, classes]. Its states are filled by packedState.ts. */
export function packedResnet(graph: Graph, config: LowBitResNet, images: Value): Value {
  const { activationBits: bits } = config.lowBits;
  const real = stem({ ...config, lowBits: undefined }, images, { training: false });
  const state = (name: string, shape: Shape, dtype: 'f32' | 'u32' = 'f32') =>
    graph.state(name, shape, zeros, dtype);
  let x = graph.scope('stem', () =>
    packBitPlanes(activationCodes(real, state('step', [1]), bits), graph.constant([1], [1]), bits),
  );
  let channels = config.widths[0];
  for (const block of blocksOf(config)) {
    x = graph.scope(block.name, () => packedBlock(x, channels, block, config.lowBits, state));
    channels = block.filters;
  }
  const last = graph.scope('head', () => multiply(unpackBitPlanes(x, channels), state('inputStep', [1])));
  return head(config, last);
}

function packedBlock(
  x: Value,
  channels: number,
  block: ResidualBlock,
  { activationBits, weightBits, weightCode }: LowBits,
  state: (name: string, shape: Shape, dtype?: 'f32' | 'u32') => Value,
): Value {
  const { graph } = x;
  const operands = (kernel: number, depth: number, filters: number) => ({
    w: state('planes', [weightBits, filters, kernel, kernel, words(depth)], 'u32'),
    multipliers: state('multipliers', [filters]),
    bias: state('bias', [filters]),
  });
  const shortcut = () => {
    if (!hasProjection(block, channels)) return { planes: x };
    const { w, multipliers, bias } = operands(1, channels, block.filters);
    const [projected] = graph.apply('bitConvolution', [x, w, multipliers, bias], {
      ...windowOf({ kernel: 1, filters: block.filters, stride: block.stride }),
      ...{ result: 'f32', operands: ['multipliers', 'bias'], leftZero: 0, resultZero: 0 },
      ...{ leftCode: 'unsigned', rightCode: weightCode, depth: channels },
    });
    return { real: projected };
  };
  const residual = graph.scope('shortcut.conv', shortcut);
  let depth = channels;
  return block.branch.reduce((input, layer, index) => {
    const isLast = index === block.branch.length - 1;
    const y = graph.scope(`conv${index + 1}`, () =>
      bitConvolutionPlanes({
        x: input,
        ...operands(layer.kernel, depth, layer.filters),
        steps: state('steps', [2]),
        ...(isLast && { residual }),
        ...{ weightCode, depth, resultBits: activationBits, window: windowOf(layer) },
      }),
    );
    depth = layer.filters;
    return y;
  }, x);
}

function windowOf({ kernel, stride = 1 }: ConvolutionLayerOptions): ConvolutionAttributes {
  const edge = Math.floor(kernel / 2);
  return { stride: [stride, stride], padding: [edge, edge, edge, edge], dilation: [1, 1], groups: 1 };
}
