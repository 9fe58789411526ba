// Fully connected layers, traced as the plain ops: matmul, add bias, activation. A pass fuses them.

import { add, elementwise } from '../../graph/ops/elementwise';
import type { Activation } from '../../graph/ops/elementwiseFunctions';
import { matmul } from '../../graph/ops/matmul';
import { reshape } from '../../graph/ops/shape';
import { elementCount, type Initializer, type Value } from '../../graph/value';
import { operandsOf } from '../forward';
import { zeros } from '../initialisers';

export interface LinearOptions {
  weight: Initializer;
  /** Default zeros; false for no bias. */
  bias?: Initializer | false;
  activation?: Activation;
}

export const activate = (x: Value, activation: Activation): Value =>
  activation === 'none' ? x : elementwise(activation, x);

/**
 * y = activation(x·W + b) over the last axis: x [.., in] gives [.., outputs].
 * Parameters `<name>.weight` [in, outputs] and `<name>.bias` [outputs].
 */
export function linear(x: Value, name: string, outputs: number, options: LinearOptions): Value {
  const { graph, shape } = x;
  const inputs = shape.at(-1)!;
  return graph.scope(name, () => {
    const weight = graph.parameter('weight', [inputs, outputs], options.weight);
    // In two dimensions bias and activation sit right behind the product, where the pass looks for them.
    let y = matmul(...operandsOf(reshape(x, [elementCount(shape) / inputs, inputs]), weight));
    if (options.bias !== false) y = add(y, graph.parameter('bias', [outputs], options.bias ?? zeros));
    y = activate(y, options.activation ?? 'none');
    return reshape(y, [...shape.slice(0, -1), outputs]);
  });
}

export interface PerceptronOptions {
  /** Outputs of each layer. */
  widths: readonly number[];
  weight: (inputs: number, outputs: number) => Initializer;
  bias?: (outputs: number) => Initializer;
  activation: Activation;
  /** Of the last layer. Default: the same activation. */
  lastActivation?: Activation;
}

/** Linear layers `<name>1`, `<name>2`, … with an activation after each. */
export function perceptron(x: Value, name: string, options: PerceptronOptions): Value {
  const { widths, weight, bias, activation, lastActivation = activation } = options;
  return widths.reduce(
    (hidden, width, layer) =>
      linear(hidden, `${name}${layer + 1}`, width, {
        weight: weight(hidden.shape.at(-1)!, width),
        bias: bias?.(width),
        activation: layer === widths.length - 1 ? lastActivation : activation,
      }),
    x,
  );
}
