// Optimizer settings as plain data; the update formulas are in graph/ops/optimizer.ts and embedding.ts.

import type { SparseRule } from '../graph/ops/embedding';
import type { DenseUpdateAttributes } from '../graph/ops/optimizer';
import type { Rounding } from '../graph/ops/tableCoding';
import type { PeriodicRegulariser } from './periodic';

export type DenseOptimizer =
  /** Defaults: momentum 0, weightDecay 0, nesterov false. */
  | { kind: 'sgd'; momentum?: number; weightDecay?: number; nesterov?: boolean }
  /** Defaults: beta1 0.9, beta2 0.999, epsilon 1e-8, weightDecay 0. */
  | { kind: 'adamw'; beta1?: number; beta2?: number; epsilon?: number; weightDecay?: number }
  /** Defaults: epsilon 1e-10, weightDecay 0. */
  | { kind: 'adagrad'; epsilon?: number; weightDecay?: number };

/** For embedding tables. Defaults: epsilon 1e-8, beta1 0.9, beta2 0.999, learningRateFactor 1. */
export interface SparseOptimizer {
  kind: SparseRule;
  epsilon?: number;
  beta1?: number;
  beta2?: number;
  /** Multiplies the step's learning rate for the tables. */
  learningRateFactor?: number;
  /** How tables of few bits take updated numbers to codes. Default stochastic: up or down, right on average. */
  rounding?: Rounding;
}

export interface OptimizerConfig {
  dense: DenseOptimizer;
  /** Required when the model has tables. */
  sparse?: SparseOptimizer;
  /** Scales the dense gradients so that their joint norm is at most this. Tables are not part of it. */
  clipNorm?: number;
  /** Reports the gradient norm without clipping. */
  reportGradientNorm?: boolean;
  /** Gathers weights on a grid. */
  periodic?: PeriodicRegulariser;
}

/** The rule-specific attributes of a `denseUpdate` node. */
export function denseAttributes(
  optimizer: DenseOptimizer,
): Omit<DenseUpdateAttributes, 'count' | 'moments' | 'clipped'> {
  const unused = { momentum: 0, nesterov: false, beta1: 0, beta2: 0, epsilon: 0 };
  const { kind: rule, weightDecay = 0 } = optimizer;
  switch (optimizer.kind) {
    case 'sgd': {
      const { momentum = 0, nesterov = false } = optimizer;
      return { ...unused, rule, weightDecay, momentum, nesterov };
    }
    case 'adamw': {
      const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = optimizer;
      return { ...unused, rule, weightDecay, beta1, beta2, epsilon };
    }
    case 'adagrad':
      return { ...unused, rule, weightDecay, epsilon: optimizer.epsilon ?? 1e-10 };
  }
}
