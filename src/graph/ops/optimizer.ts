// Dense parameter updates. One node updates every dense parameter at once: the memory plan keeps
// parameters, gradients and each moment in flat buffers of one common layout, so a single dispatch
// walks them all.

import { TesseraError } from '../../base/errors';
import { defineOp } from '../op';
import { elementCount, type Node, sameShape, type Value } from '../value';

export type DenseRule = 'sgd' | 'adamw' | 'adagrad';

/** Moments kept per parameter, each of the parameter's shape. */
export const denseRuleMoments: Record<DenseRule, readonly string[]> = {
  sgd: ['momentum'],
  adamw: ['firstMoment', 'secondMoment'],
  adagrad: ['accumulator'],
};

export interface DenseUpdateAttributes {
  rule: DenseRule;
  /** How many parameters; inputs are p×n, g×n, then n of each moment, then the scalars. */
  count: number;
  moments: number;
  /** The scalars after the tensors hold a gradient scale (clipping) last. */
  clipped: boolean;
  weightDecay: number;
  /** SGD. */
  momentum: number;
  nesterov: boolean;
  /** AdamW. */
  beta1: number;
  beta2: number;
  epsilon: number;
}

export interface DenseUpdateOperands {
  parameters: Value[];
  gradients: Value[];
  moments: Value[][];
  learningRate: Value;
  step: Value;
  gradientScale?: Value;
}

/** Splits a `denseUpdate` node's inputs into their roles. */
export function denseUpdateOperands(node: Pick<Node, 'inputs' | 'attributes'>): DenseUpdateOperands {
  const { count, moments, clipped } = node.attributes as unknown as DenseUpdateAttributes;
  const take = (index: number) => node.inputs.slice(index * count, (index + 1) * count);
  const [learningRate, step, gradientScale] = node.inputs.slice((2 + moments) * count);
  return {
    parameters: take(0),
    gradients: take(1),
    moments: Array.from({ length: moments }, (_, index) => take(2 + index)),
    learningRate,
    step,
    gradientScale: clipped ? gradientScale : undefined,
  };
}

/**
 * With g scaled by gradientScale when clipped, and λ = weightDecay on parameters marked `decay`:
 *   sgd      g += λp;  m ← μm + g;  p ← p − lr·(nesterov ? g + μm : m)
 *   adamw    p ← p − lr·λ·p;  m ← β₁m + (1−β₁)g;  v ← β₂v + (1−β₂)g²;
 *            p ← p − lr·(m/(1−β₁ᵗ))/(√(v/(1−β₂ᵗ)) + ε), t = step + 1       (Loshchilov & Hutter, 1711.05101)
 *   adagrad  g += λp;  a ← a + g²;  p ← p − lr·g/(√a + ε)
 * No outputs.
 */
defineOp({
  name: 'denseUpdate',
  infer: (inputs, attributes) => {
    const { parameters, gradients } = denseUpdateOperands({ inputs, attributes });
    for (const [index, parameter] of parameters.entries())
      if (!sameShape(parameter.shape, gradients[index].shape))
        throw new TesseraError(`denseUpdate: the gradient of "${parameter.name}" has another shape than it.`);
    return [];
  },
  updates: (node) => {
    const { count, moments } = node.attributes as unknown as DenseUpdateAttributes;
    return node.inputs.flatMap((_, index) =>
      index < count || (index >= 2 * count && index < (2 + moments) * count) ? [index] : [],
    );
  },
  flops: (node) =>
    10 * denseUpdateOperands(node).parameters.reduce((sum, p) => sum + elementCount(p.shape), 0),
});

/**
 * Global norm clipping (Pascanu et al., 1211.5063): from gradients, outputs norm [1] = √Σ‖g‖² and
 * scale [1] = min(1, maximum/norm). With `maximum` infinite only the norm is of use.
 */
defineOp({
  name: 'clipByGlobalNorm',
  infer: () => [
    { shape: [1], dtype: 'f32', name: 'gradientNorm' },
    { shape: [1], dtype: 'f32', name: 'gradientScale' },
  ],
  flops: (node) => 2 * node.inputs.reduce((sum, g) => sum + elementCount(g.shape), 0),
});

/** Functions that are zero on whole numbers; `<name>Wave` in elementwiseFunctions.ts. */
export const waves = ['sine', 'cosine', 'hat'] as const;
export type Wave = (typeof waves)[number];

/**
 * Pulls a parameter towards the multiples of a period, apart from its gradient:
 *   p ← p − learningRate·schedule·amplitude·(frequency/period)·φ′(p·frequency/period), φ the `wave`.
 * Inputs: parameter, then f32 [1] each: period, amplitude, schedule, frequency, learningRate. No outputs.
 */
defineOp({
  name: 'periodicPull',
  infer: ([, ...scalars]) => {
    for (const scalar of scalars)
      if (elementCount(scalar.shape) !== 1)
        throw new TesseraError(`periodicPull: "${scalar.name}" has shape [${scalar.shape}], not [1].`);
    return [];
  },
  updates: () => [0],
  flops: ({ inputs: [parameter] }) => 12 * elementCount(parameter.shape),
});
