// Vision transformer (Dosovitskiy et al., 2010.11929) with pre-norm blocks. It averages the tokens
// instead of adding a class token (Beyer et al., 2205.01580): mean, then layer norm, then head.

import { ConfigError } from '../../base/errors';
import type { Graph } from '../../graph/graph';
import { add } from '../../graph/ops/elementwise';
import { reduceMean } from '../../graph/ops/reduction';
import { reshape, transpose } from '../../graph/ops/shape';
import type { Initializer, Value } from '../../graph/value';
import { dropoutLayer, type ForwardMode } from '../forward';
import { glorotNormal, normal } from '../initialisers';
import { selfAttention } from '../layers/attention';
import { linear } from '../layers/linear';
import { layerNormLayer } from '../layers/normalisation';

export interface ViTConfig {
  /** Height and width of the images; a multiple of `patch`. */
  image: number;
  channels: number;
  classes: number;
  /** Height and width of a patch. */
  patch: number;
  /** A multiple of `heads`. */
  width: number;
  depth: number;
  heads: number;
  /** Width of the MLP's hidden layer over `width`. */
  mlpRatio: number;
  /** Probability of dropping an element of the embedding and of each branch. Default 0. */
  dropout?: number;
  /** Matrices start as N(0, 0.02²) or as Glorot's N(0, 2/(in + out)). Default `normal`. */
  initialisation?: 'normal' | 'glorot';
  /** Standard deviation of the position embedding at the start. Default 0.02. */
  positionDeviation?: number;
}

const STD = 0.02;

/** images [B, image, image, channels] to logits [B, classes]. */
export function vit(graph: Graph, config: ViTConfig, images: Value, mode: ForwardMode): Value {
  validate(config);
  const { width, depth, heads, mlpRatio, classes, dropout = 0 } = config;
  const [batch] = images.shape;
  const weight = (inputs: number, outputs: number): Initializer =>
    config.initialisation === 'glorot' ? glorotNormal(inputs, outputs) : normal(STD);
  const dense = (x: Value, name: string, outputs: number, activation?: 'gelu') =>
    linear(x, name, outputs, { weight: weight(x.shape[1], outputs), activation });
  const drop = (x: Value, name: string) => dropoutLayer(x, name, dropout, mode);

  const patches = cutPatches(images, config.patch);
  const tokens = patches.shape[1];
  const position = graph.parameter(
    'position',
    [tokens, width],
    normal(config.positionDeviation ?? STD),
    false,
  );
  // From here on the batch's tokens are the rows of one matrix.
  const rows = batch * tokens;
  const embedded = dense(reshape(patches, [rows, patches.shape[2]]), 'patch', width);
  let x = graph.scope('embedding', () =>
    reshape(add(reshape(embedded, [batch, tokens, width]), position), [rows, width]),
  );
  x = drop(x, 'embedding');
  for (let block = 1; block <= depth; block++)
    x = graph.scope(`block${block}`, () => {
      const mixed = selfAttention(layerNormLayer(x, 'norm1'), 'attention', { batch, heads, weight });
      const attended = add(x, drop(mixed, `block${block}.attention`));
      const hidden = dense(layerNormLayer(attended, 'norm2'), 'mlp.expand', width * mlpRatio, 'gelu');
      return add(attended, drop(dense(hidden, 'mlp.contract', width), `block${block}.mlp`));
    });
  const pooled = reduceMean(reshape(x, [batch, tokens, width]), [1]);
  return dense(layerNormLayer(pooled, 'norm'), 'head', classes);
}

/** [B, H, W, C] to [B, tokens, patch²·C]: patches row by row; inside one, pixels row by row, then channels. */
export function cutPatches(images: Value, patch: number): Value {
  const [batch, height, width, channels] = images.shape;
  const [rows, columns] = [height / patch, width / patch];
  const split = reshape(images, [batch, rows, patch, columns, patch, channels]);
  return reshape(transpose(split, [0, 1, 3, 2, 4, 5]), [batch, rows * columns, patch * patch * channels]);
}

function validate({ image, patch, width, heads }: ViTConfig): void {
  if (image % patch)
    throw new ConfigError(`A ${image}×${image} image does not divide into patches of ${patch}.`);
  if (width % heads) throw new ConfigError(`A width of ${width} does not divide into ${heads} heads.`);
}
