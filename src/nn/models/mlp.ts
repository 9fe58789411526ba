// A multi-layer perceptron classifier: the smallest model of the lab.

import type { Graph } from '../../graph/graph';
import { reshape } from '../../graph/ops/shape';
import { elementCount, type Value } from '../../graph/value';
import { dropoutLayer, type ForwardMode } from '../forward';
import { normal } from '../initialisers';
import { linear } from '../layers/linear';

export interface MlpConfig {
  /** Height and width of the images. */
  image: number;
  channels: number;
  classes: number;
  /** Widths of the hidden layers; none gives logistic regression. */
  hidden: readonly number[];
  /** Default relu. */
  activation?: 'relu' | 'gelu' | 'silu' | 'tanh';
  /** Probability of dropping a hidden unit. Default 0. */
  dropout?: number;
}

/**
 * images [B, ..] to logits [B, classes]; all axes but the first are flattened.
 * Parameters `layer1.weight` … and `head.weight`, He-initialised by fan-in, with their biases.
 */
export function mlp(_graph: Graph, config: MlpConfig, images: Value, mode: ForwardMode): Value {
  const { hidden, activation = 'relu', dropout = 0, classes } = config;
  const [batch, ...features] = images.shape;
  let x = reshape(images, [batch, elementCount(features)]);
  for (const [index, width] of hidden.entries()) {
    const name = `layer${index + 1}`;
    const weight = normal(Math.sqrt(2 / x.shape[1]));
    x = dropoutLayer(linear(x, name, width, { weight, activation }), name, dropout, mode);
  }
  return linear(x, 'head', classes, { weight: normal(Math.sqrt(1 / x.shape[1])) });
}
