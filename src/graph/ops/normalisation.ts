// Batch normalisation (Ioffe & Szegedy, 1502.03167) over all axes but the last, and layer
// normalisation (Ba et al., 1607.06450) over the last axis. C is the size of the last axis.

import { defineOp, requireShape } from '../op';
import { elementCount, type Node, type Shape, sameShape, type Value } from '../value';
import type { Activation } from './elementwiseFunctions';

/** What `batchNorm` adds and applies as it writes its result: y = activation(x̂·scale + shift + residual). */
export interface NormalisationEpilogue {
  residual?: boolean;
  activation?: Extract<Activation, 'none' | 'relu'>;
}

/**
 * How the backward ops undo a ReLU that `batchNorm` applied: g, the gradient before it, is dy where y > 0.
 * `recompute` finds the sign of y = x̂·scale + shift from x, which they read anyway; `output` reads y, where
 * a residual hid it.
 */
export interface NormalisationGradientEpilogue {
  mask?: 'none' | 'recompute' | 'output';
}

export const normalisationEpilogue = (node: Pick<Node, 'attributes'>): NormalisationEpilogue =>
  (node.attributes.epilogue ?? {}) as NormalisationEpilogue;

export const normalisationGradientEpilogue = (
  node: Pick<Node, 'attributes'>,
): NormalisationGradientEpilogue => (node.attributes.epilogue ?? {}) as NormalisationGradientEpilogue;

const requireEach = (op: string, values: readonly Value[], shape: Shape): void => {
  for (const value of values)
    requireShape(sameShape(value.shape, shape), op, value.name, value.shape, `[${shape.join(', ')}]`);
};

const perChannel = (op: string, x: Value, values: readonly Value[]): void =>
  requireEach(op, values, [x.shape.at(-1)!]);

/**
 * Batch statistics. Inputs: x, runningMean [C], runningVariance [C] (both updated in place as
 * r ← (1−momentum)·r + momentum·batch, the variance unbiased).
 * Output [2, C]: the mean, then the inverse standard deviation 1/√(variance + epsilon), the variance biased.
 */
defineOp({
  name: 'batchNormStatistics',
  infer: ([x, ...running]) => {
    perChannel('batchNormStatistics', x, running);
    return [{ shape: [2, x.shape.at(-1)!], dtype: 'f32', name: 'statistics' }];
  },
  flops: (node) => 4 * elementCount(node.inputs[0].shape),
  updates: () => [1, 2],
  // The statistics' own gradient is part of batchNorm's rule, which knows x as well.
  gradient: () => [undefined, undefined, undefined],
});

/**
 * y = activation((x − mean)·inverseDeviation·scale + shift [+ residual]).
 * Inputs: x, statistics [2, C], scale, shift [, residual]; its gradient treats the statistics as
 * functions of x, so it holds only for statistics of this very batch.
 */
defineOp({
  name: 'batchNorm',
  infer: ([x, statistics, scale, shift, ...residual]) => {
    requireEach('batchNorm', [statistics], [2, x.shape.at(-1)!]);
    perChannel('batchNorm', x, [scale, shift]);
    requireEach('batchNorm', residual, x.shape);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  flops: (node) => 4 * elementCount(node.inputs[0].shape),
  gradient: (node, [gradient], needed) => {
    if (!gradient) return [];
    const [x, statistics, scale, shift] = node.inputs;
    const { residual, activation } = normalisationEpilogue(node);
    const mask = activation !== 'relu' ? 'none' : residual ? 'output' : 'recompute';
    const signs = { none: [], recompute: [scale, shift], output: node.outputs }[mask];
    const { graph } = gradient;
    const [dScale, dShift, g = gradient] = graph.apply(
      'batchNormParameterGradient',
      [gradient, x, statistics, ...signs],
      { epilogue: { mask } },
    );
    const recompute = mask === 'recompute';
    const dx = needed[0]
      ? graph.apply(
          'batchNormInputGradient',
          [g, x, statistics, scale, dScale, dShift, ...(recompute ? [shift] : [])],
          { epilogue: { mask: recompute ? mask : 'none' } },
        )[0]
      : undefined;
    return [dx, undefined, dScale, dShift, ...(residual ? [g] : [])];
  },
});

/**
 * Inference: the same formula with running statistics. Inputs: x, runningMean, runningVariance,
 * scale, shift [, residual].
 */
defineOp({
  name: 'batchNormInference',
  infer: ([x, ...parameters]) => {
    perChannel('batchNormInference', x, parameters.slice(0, 4));
    requireEach('batchNormInference', parameters.slice(4), x.shape);
    return [{ shape: x.shape, dtype: 'f32' }];
  },
  flops: (node) => 4 * elementCount(node.inputs[0].shape),
});

/**
 * dScale = Σ g·x̂ and dShift = Σ g over all rows, from (dy, x, statistics [2, C]) and, with
 * `epilogue.mask` recompute, (scale, shift), or, with output, (y): then g [rows, C] is the third output.
 */
defineOp({
  name: 'batchNormParameterGradient',
  infer: ([dy, x, statistics], attributes) => {
    const shape = [x.shape.at(-1)!];
    requireEach('batchNormParameterGradient', [statistics], [2, ...shape]);
    requireEach('batchNormParameterGradient', [dy], x.shape);
    const { mask } = normalisationGradientEpilogue({ attributes });
    return [
      { shape, dtype: 'f32', name: 'scaleGradient' },
      { shape, dtype: 'f32', name: 'shiftGradient' },
      ...(mask === 'output' ? [{ shape: dy.shape, dtype: 'f32' as const, name: 'maskedGradient' }] : []),
    ];
  },
  flops: (node) => 4 * elementCount(node.inputs[0].shape),
});

/**
 * dx = scale·inverseDeviation/m · (m·g − dShift − x̂·dScale), m = rows,
 * from (dy, x, statistics [2, C], scale, dScale, dShift) and, with `epilogue.mask` recompute, (shift).
 */
defineOp({
  name: 'batchNormInputGradient',
  infer: ([dy]) => [{ shape: dy.shape, dtype: 'f32' }],
  flops: (node) => 7 * elementCount(node.inputs[0].shape),
});

/**
 * y = (x − mean)/√(variance + epsilon)·scale + shift over the last axis.
 * Outputs: y, and per row its mean and inverse standard deviation.
 */
defineOp({
  name: 'layerNorm',
  infer: ([x, scale, shift]) => {
    perChannel('layerNorm', x, [scale, shift]);
    const rows = x.shape.slice(0, -1);
    return [
      { shape: x.shape, dtype: 'f32' },
      { shape: rows, dtype: 'f32', name: 'mean' },
      { shape: rows, dtype: 'f32', name: 'inverseDeviation' },
    ];
  },
  flops: (node) => 8 * elementCount(node.inputs[0].shape),
  gradient: (node, [gradient], needed) => {
    if (!gradient) return [];
    const [x, scale] = node.inputs;
    const [, mean, inverseDeviation] = node.outputs;
    const operands = [gradient, x, mean, inverseDeviation];
    const graph = gradient.graph;
    const dx = needed[0] ? graph.apply('layerNormInputGradient', [...operands, scale])[0] : undefined;
    const parameters = needed[1] || needed[2] ? graph.apply('layerNormParameterGradient', operands) : [];
    return [dx, parameters[0], parameters[1]];
  },
});

/**
 * dx = inverseDeviation·(g − mean(g) − x̂·mean(g·x̂)) [+ residual], g = dy·scale, means over the row, from
 * (dy, x, mean, inverseDeviation, scale [, residual]); the residual with `epilogue.residual`.
 */
defineOp({
  name: 'layerNormInputGradient',
  infer: ([dy, , , , , ...residual]) => {
    requireEach('layerNormInputGradient', residual, dy.shape);
    return [{ shape: dy.shape, dtype: 'f32' }];
  },
  flops: (node) => 10 * elementCount(node.inputs[0].shape),
});

/** dScale and dShift of layerNorm from (dy, x, mean, inverseDeviation). */
defineOp({
  name: 'layerNormParameterGradient',
  infer: ([dy]) => {
    const shape = [dy.shape.at(-1)!];
    return [
      { shape, dtype: 'f32', name: 'scaleGradient' },
      { shape, dtype: 'f32', name: 'shiftGradient' },
    ];
  },
  flops: (node) => 4 * elementCount(node.inputs[0].shape),
});

export interface BatchNormEpilogueOptions {
  /** Applied last. Default none. */
  activation?: NormalisationEpilogue['activation'];
  /** Added before the activation, of x's shape. */
  residual?: Value;
}

export interface BatchNormOptions extends BatchNormEpilogueOptions {
  epsilon: number;
  /** Weight of the newest batch in the running statistics. */
  momentum: number;
}

export interface BatchNormParameters {
  scale: Value;
  shift: Value;
  runningMean: Value;
  runningVariance: Value;
}

const epilogueFrom = ({
  activation = 'none',
  residual,
}: BatchNormEpilogueOptions): NormalisationEpilogue => ({
  activation,
  residual: residual !== undefined,
});

/**
 * activation(x̂·scale + shift + residual), x normalised over all axes but the last with this batch's
 * statistics; updates the running ones.
 */
export function batchNorm(x: Value, parameters: BatchNormParameters, options: BatchNormOptions): Value {
  const { scale, shift, runningMean, runningVariance } = parameters;
  const { epsilon, momentum, residual } = options;
  const { graph } = x;
  const [statistics] = graph.apply('batchNormStatistics', [x, runningMean, runningVariance], {
    epsilon,
    momentum,
  });
  const inputs = [x, statistics, scale, shift, ...(residual ? [residual] : [])];
  return graph.apply('batchNorm', inputs, { epilogue: epilogueFrom(options) })[0];
}

/** `batchNorm` with the running statistics gathered in training. */
export function batchNormInference(
  x: Value,
  parameters: BatchNormParameters,
  options: Pick<BatchNormOptions, 'epsilon'> & BatchNormEpilogueOptions,
): Value {
  const { scale, shift, runningMean, runningVariance } = parameters;
  const { epsilon, residual } = options;
  const inputs = [x, runningMean, runningVariance, scale, shift, ...(residual ? [residual] : [])];
  return x.graph.apply('batchNormInference', inputs, { epsilon, epilogue: epilogueFrom(options) })[0];
}

export const layerNorm = (x: Value, scale: Value, shift: Value, epsilon: number): Value =>
  x.graph.apply('layerNorm', [x, scale, shift], { epsilon })[0];
