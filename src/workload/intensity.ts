// Arithmetic intensity: operations for each byte that a layer must move, if it is one kernel and every number takes
// so many bits. Against weights alone, and against activations and weights (Park et al., 1811.09886, table 1).

import { type Layer, movedCount } from './layers';

/** How wide numbers may be. */
export const precisions = [
  { name: 'f32', bits: 32 },
  { name: 'f16', bits: 16 },
  { name: 'int8', bits: 8 },
  { name: '4 bits', bits: 4 },
  { name: '2 bits', bits: 2 },
  { name: '1 bit', bits: 1 },
] as const;

export interface LayerBytes {
  weights: number;
  /** Read and written, row numbers among them. */
  activations: number;
}

export const bytesOf = (layer: Layer, bits: number): LayerBytes => ({
  weights: (movedCount(layer.weights) * bits) / 8,
  activations: ((movedCount(layer.reads) + movedCount(layer.writes)) * bits) / 8 + layer.indexBytes,
});

/** FLOPs a byte. */
export interface Intensity {
  /** Null for a layer without weights. */
  weights: number | null;
  all: number;
}

export function intensityOf(layer: Layer, bits: number): Intensity {
  const { weights, activations } = bytesOf(layer, bits);
  return {
    weights: weights > 0 ? layer.flops / weights : null,
    all: layer.flops / (weights + activations),
  };
}

/** Layers whose weights are what a model is made of; norms, biases on their own and positions are not. */
export const isWeighted = ({ kind, phase, parameters }: Layer): boolean =>
  phase === 'forward' && parameters > 0 && ['convolution', 'linear', 'embedding'].includes(kind);

export interface Spread {
  /** Operations of all layers over bytes of all layers. */
  average: number;
  minimum: number;
}

/** Of the weighted layers of a forward pass; null where there are none. */
export function spreadOf(layers: readonly Layer[], bits: number, against: keyof Intensity): Spread | null {
  const weighted = layers.filter(isWeighted);
  if (!weighted.length) return null;
  const bytes = weighted.reduce((sum, layer) => {
    const { weights, activations } = bytesOf(layer, bits);
    return sum + weights + (against === 'all' ? activations : 0);
  }, 0);
  return {
    average: weighted.reduce((sum, { flops }) => sum + flops, 0) / bytes,
    minimum: Math.min(
      ...weighted.map((layer) => intensityOf(layer, bits)[against] ?? Number.POSITIVE_INFINITY),
    ),
  };
}
