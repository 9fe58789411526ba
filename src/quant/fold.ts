// Weights and bias of a layer as inference sees them: a normalisation with known statistics is part of the product.

import { TesseraError } from '../base/errors';
import type { LinearLayer } from './layers';

/** Trained tensors by name. */
export type TrainedTensors = ReadonlyMap<string, { data: ArrayLike<number> }>;

export interface LayerWeights {
  /** [.., F]: the axes of the model, the filters last. */
  weights: Float32Array<ArrayBuffer>;
  /** [F] */
  bias: Float32Array<ArrayBuffer>;
}

export interface NormalisationStatistics {
  scale: ArrayLike<number>;
  shift: ArrayLike<number>;
  mean: ArrayLike<number>;
  variance: ArrayLike<number>;
  epsilon: number;
}

/**
 * (x·w − mean)/√(variance + ε)·scale + shift = x·(w·factor) + (shift − mean·factor), factor = scale/√(variance + ε).
 * Source: Jacob et al. 2018, §3.2. Each number is rounded to f32 once.
 */
export function foldNormalisation(
  weights: ArrayLike<number>,
  { scale, shift, mean, variance, epsilon }: NormalisationStatistics,
): LayerWeights {
  const filters = scale.length;
  const factor = Float64Array.from(scale, (value, f) => value / Math.sqrt(variance[f] + epsilon));
  return {
    weights: Float32Array.from(weights, (w, at) => w * factor[at % filters]),
    bias: Float32Array.from(shift, (value, f) => value - mean[f] * factor[f]),
  };
}

/** What a layer computes with, from the tensors of a trained model. */
export function layerWeights(layer: LinearLayer, tensors: TrainedTensors): LayerWeights {
  const data = ({ name }: { name: string }) => {
    const found = tensors.get(name);
    if (!found) throw new TesseraError(`The layer ${layer.name} needs "${name}", which the tensors lack.`);
    return found.data;
  };
  const weights = data(layer.weight);
  if (layer.norm) {
    const [, mean, variance, scale, shift] = layer.norm.inputs.slice(0, 5);
    const epsilon = layer.norm.attributes.epsilon as number;
    return foldNormalisation(weights, {
      mean: data(mean),
      variance: data(variance),
      scale: data(scale),
      shift: data(shift),
      epsilon,
    });
  }
  const bias = layer.bias ? data(layer.bias) : new Float32Array(layer.weight.shape.at(-1)!);
  return { weights: Float32Array.from(weights), bias: Float32Array.from(bias) };
}
