// Normalisation layers with their parameters and running statistics.

import { add, relu } from '../../graph/ops/elementwise';
import {
  type BatchNormParameters,
  batchNorm,
  batchNormInference,
  layerNorm,
} from '../../graph/ops/normalisation';
import type { Value } from '../../graph/value';
import type { ForwardMode } from '../forward';
import { constant, ones, zeros } from '../initialisers';
import { codedActivation, foldedNorm } from '../lowBits';

const EPSILON = 1e-5;
/** Weight of the newest batch in the running statistics. */
const MOMENTUM = 0.1;

export interface BatchNormLayerOptions {
  activation?: 'none' | 'relu';
  /** Added before the activation, of x's shape. */
  residual?: Value;
  /** Where the scale starts. Default 1; 0 makes a residual branch start as the identity. */
  initialScale?: number;
}

/**
 * y = activation(normalised(x)·scale + shift + residual) over all axes but the last.
 * Parameters `<name>.scale` and `.shift`, states `<name>.runningMean` and `.runningVariance`, all [C].
 */
export function batchNormLayer(
  x: Value,
  name: string,
  mode: ForwardMode,
  options: BatchNormLayerOptions = {},
): Value {
  const { graph } = x;
  const { initialScale = 1, ...epilogue } = options;
  const shape = [x.shape.at(-1)!];
  return graph.scope(name, () => {
    const parameters = {
      scale: graph.parameter('scale', shape, constant(initialScale)),
      shift: graph.parameter('shift', shape, zeros),
      runningMean: graph.state('runningMean', shape, zeros),
      runningVariance: graph.state('runningVariance', shape, ones),
    };
    const y = mode.training
      ? batchNorm(x, parameters, { epsilon: EPSILON, momentum: MOMENTUM, ...epilogue })
      : normalised(x, parameters, mode, epilogue);
    return epilogue.activation === 'relu' ? codedActivation(y, mode) : y;
  });
}

/** With running statistics; folded into the sums where x is a product of few bits. */
function normalised(
  x: Value,
  parameters: BatchNormParameters,
  mode: ForwardMode,
  { activation, residual }: BatchNormLayerOptions,
): Value {
  const folding = foldedNorm(x, parameters, EPSILON);
  if (!folding) return batchNormInference(x, parameters, { epsilon: EPSILON, activation, residual });
  mode.noteFolded?.(x.graph.currentScope, folding.folded);
  const sum = residual ? add(folding.y, residual) : folding.y;
  return activation === 'relu' ? relu(sum) : sum;
}

/** Normalises over the last axis. Parameters `<name>.scale` and `<name>.shift` [C]. */
export function layerNormLayer(x: Value, name: string): Value {
  const { graph } = x;
  const shape = [x.shape.at(-1)!];
  return graph.scope(name, () =>
    layerNorm(x, graph.parameter('scale', shape, ones), graph.parameter('shift', shape, zeros), EPSILON),
  );
}
