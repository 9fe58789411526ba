// The epilogue of GEMM-like ops (see graph/ops/matmul.ts), applied to a finished product.

import {
  type Activation,
  type ElementwiseName,
  elementwiseFunctions,
} from '../../graph/ops/elementwiseFunctions';
import { epilogueInputs, epilogueOf } from '../../graph/ops/matmul';
import type { Node } from '../../graph/value';
import type { Tensor } from '../tensor';

export const activate = (activation: Activation, value: number): number =>
  activation === 'none' ? value : elementwiseFunctions[activation].evaluate(value);

/**
 * y = activation(product + bias[last axis] + residual) · activation′(source), each part where asked.
 * `first` is the position of the epilogue's first operand. Returns y, and the pre-activation where saved.
 */
export function applyEpilogue(
  product: Tensor,
  inputs: readonly Tensor[],
  node: Pick<Node, 'attributes'>,
  first: number,
): Tensor[] {
  const epilogue = epilogueOf(node.attributes);
  const { bias, residual, source } = epilogueInputs(epilogue, first);
  const { activation = 'none', activationGradient } = epilogue;
  const columns = product.shape.at(-1)!;
  const preActivation = product.data.map((value, i) => {
    const biased = bias === undefined ? value : value + inputs[bias].data[i % columns];
    return residual === undefined ? biased : biased + inputs[residual].data[i];
  });
  let y = preActivation.map((value) => activate(activation, value));
  if (activationGradient && source !== undefined) {
    const { evaluate } = elementwiseFunctions[`${activationGradient}Gradient` satisfies ElementwiseName];
    const at = inputs[source].data;
    y = y.map((value, i) => evaluate(value, at[i]));
  }
  const shape = product.shape;
  return [{ shape, data: y }, ...(epilogue.savePreActivation ? [{ shape, data: preActivation }] : [])];
}
