// Residual networks (He et al., 1512.03385): the CIFAR form with 6n + 2 layers (§4.2) and the ImageNet
// form (table 1), with 1×1 projections where a shortcut changes shape. In bottlenecks the 3×3
// convolution carries the stride, as every current implementation has it.

import { ConfigError } from '../../base/errors';
import type { Graph } from '../../graph/graph';
import { maxPool } from '../../graph/ops/pooling';
import { reduceMean } from '../../graph/ops/reduction';
import type { Value } from '../../graph/value';
import { type ForwardMode, tracedIn } from '../forward';
import { uniformFanIn } from '../initialisers';
import { type ConvolutionLayerOptions, convolution2d } from '../layers/convolution';
import { linear } from '../layers/linear';
import { batchNormLayer } from '../layers/normalisation';
import type { LowBits } from '../lowBits';

export interface ResNetConfig {
  /** Height and width of the images. */
  image: number;
  channels: number;
  classes: number;
  /** `small`: 3×3 at full size. `large`: 7×7 with stride 2, then a 3×3 max pool with stride 2. */
  stem: 'small' | 'large';
  /** `basic`: two 3×3. `bottleneck`: 1×1, 3×3, 1×1 out to four times the width. */
  block: 'basic' | 'bottleneck';
  /** Filters of the 3×3 convolutions in each stage; stages after the first halve the image. */
  widths: readonly number[];
  /** Blocks in each stage. */
  blocks: readonly number[];
  /** Starts the last scale of every block at 0, so that it begins as the identity (1706.02677, §5.1). */
  zeroLastScale?: boolean;
  /** Everything between the stem and the head computes in a few bits. */
  lowBits?: LowBits;
}

/** The CIFAR form with `depth` = 6n + 2 layers. */
export function cifarResNet(
  depth: number,
  options: Partial<Pick<ResNetConfig, 'image' | 'channels' | 'classes' | 'widths'>> = {},
): ResNetConfig {
  const perStage = (depth - 2) / 6;
  if (!Number.isInteger(perStage) || perStage < 1)
    throw new ConfigError(`A CIFAR ResNet has 6n + 2 layers (8, 14, 20, …), not ${depth}.`);
  const shape = { image: 32, channels: 3, classes: 10, widths: [16, 32, 64], ...options };
  return { ...shape, stem: 'small', block: 'basic', blocks: shape.widths.map(() => perStage) };
}

/** images [B, image, image, channels] to logits [B, classes]. */
export function resnet(graph: Graph, config: ResNetConfig, images: Value, given: ForwardMode): Value {
  const mode = { ...given, lowBits: config.lowBits };
  return tracedIn(graph, mode, () => traced(config, images, mode));
}

function traced(config: ResNetConfig, images: Value, mode: ForwardMode): Value {
  if (config.blocks.length !== config.widths.length)
    throw new ConfigError('A ResNet needs one number of blocks for each stage width.');
  if (config.lowBits && config.stem === 'large')
    throw new ConfigError(
      'Low bits need the small stem: between the large one and its pooling nothing is coded.',
    );
  const x = blocksOf(config).reduce(
    (input, block) => residualBlock(input, config, mode, block),
    stem(config, images, mode),
  );
  return head(config, x);
}

export interface ResidualBlock {
  name: string;
  /** Its convolutions in order; the first that has one carries the stride. */
  branch: readonly ConvolutionLayerOptions[];
  stride: number;
  filters: number;
}

/** All blocks in order. */
export function blocksOf({ widths, blocks, block }: ResNetConfig): ResidualBlock[] {
  return widths.flatMap((width, stage) =>
    Array.from({ length: blocks[stage] }, (_, index) => {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const branch =
        block === 'basic'
          ? [
              { kernel: 3, filters: width, stride },
              { kernel: 3, filters: width },
            ]
          : [
              { kernel: 1, filters: width },
              { kernel: 3, filters: width, stride },
              { kernel: 1, filters: 4 * width },
            ];
      const { filters } = branch[branch.length - 1];
      return { name: `stage${stage + 1}.block${index + 1}`, branch, stride, filters };
    }),
  );
}

/** Whether the input reaches a block's end by a convolution of its own. */
export const hasProjection = ({ stride, filters }: ResidualBlock, channels: number): boolean =>
  stride !== 1 || channels !== filters;

/** The last block's result to logits. */
export function head({ classes }: ResNetConfig, x: Value): Value {
  const pooled = reduceMean(x, [1, 2]);
  return linear(pooled, 'head', classes, { weight: uniformFanIn(pooled.shape[1]) });
}

export function stem({ stem, widths }: ResNetConfig, images: Value, mode: ForwardMode): Value {
  const window = stem === 'large' ? { kernel: 7, stride: 2 } : { kernel: 3 };
  const filtered = convolution2d(images, 'stem.conv', { filters: widths[0], ...window });
  const x = batchNormLayer(filtered, 'stem.norm', mode, { activation: 'relu' });
  return stem === 'large' ? maxPool(x, { window: 3, stride: 2, padding: 1 }) : x;
}

/** y = relu(branch(x) + shortcut(x)); the last normalisation adds the shortcut as it writes. */
function residualBlock(
  x: Value,
  { zeroLastScale }: ResNetConfig,
  mode: ForwardMode,
  block: ResidualBlock,
): Value {
  const { name, branch, stride, filters } = block;
  return x.graph.scope(name, () => {
    const residual = hasProjection(block, x.shape[3]) ? shortcut(x, filters, stride, mode) : x;
    return branch.reduce((input, layer, index) => {
      const last = index === branch.length - 1;
      const filtered = convolution2d(input, `conv${index + 1}`, layer);
      return batchNormLayer(filtered, `norm${index + 1}`, mode, {
        activation: 'relu',
        residual: last ? residual : undefined,
        initialScale: last && zeroLastScale ? 0 : 1,
      });
    }, x);
  });
}

function shortcut(x: Value, filters: number, stride: number, mode: ForwardMode): Value {
  return batchNormLayer(
    convolution2d(x, 'shortcut.conv', { filters, kernel: 1, stride }),
    'shortcut.norm',
    mode,
  );
}
