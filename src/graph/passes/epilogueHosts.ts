// Which ops can do more to each element before they write it, and which readers they can absorb.

import { broadcastAccess, isFlat } from '../ops/access';
import type { Activation } from '../ops/elementwiseFunctions';
import type { Epilogue } from '../ops/matmul';
import { elementCount, type Node, type Shape, type Value } from '../value';

interface Host {
  bias?: boolean;
  residual: boolean;
  activations: readonly Activation[];
  /** Can also write the value before the activation. */
  saves?: boolean;
  /** Can multiply by an activation's derivative. */
  gradient?: boolean;
}

const gemm: Host = {
  bias: true,
  residual: true,
  activations: ['relu', 'gelu', 'silu', 'hardSwish', 'sigmoid', 'tanh'],
  saves: true,
  gradient: true,
};
const normalisation: Host = { residual: true, activations: ['relu'] };

/** By op. The operands of an epilogue follow the op's own inputs. */
export const epilogueHosts: Readonly<Record<string, Host>> = {
  matmul: gemm,
  convolution: gemm,
  convolutionInputGradient: gemm,
  batchNorm: normalisation,
  batchNormInference: normalisation,
  layerNormInputGradient: { residual: true, activations: [] },
};

/** What absorbing one reader adds to an epilogue. */
export type Step =
  | { bias: Value }
  | { residual: Value }
  | { activation: Activation }
  | { activationGradient: Exclude<Activation, 'none'>; source: Value };

/** Whether every element of the result reads its own element of `operand`. */
const isElementForElement = (operand: Shape, into: Shape): boolean =>
  elementCount(operand) === elementCount(into) &&
  (elementCount(into) === 1 || isFlat(broadcastAccess(operand, into)));

/** Whether `operand` is one vector over the last axis, of size `columns`, repeated for every row. */
function isRowVector(operand: Shape, into: Shape, columns: number): boolean {
  if (elementCount(operand) !== columns) return false;
  if (columns === 1 || isElementForElement(operand, into)) return true;
  const [term, ...more] = broadcastAccess(operand, into);
  return term?.divide === 1 && term.modulo === columns && more.length === 0;
}

/** What `reader`, which reads `value`, would add to the host's epilogue; undefined when it does not fit. */
export function stepOf(
  host: Host,
  epilogue: Epilogue,
  value: Value,
  reader: Node,
  columns: number,
): Step | undefined {
  const [output] = reader.outputs;
  if (epilogue.activation || epilogue.activationGradient) return undefined;
  if (!output || reader.inputs.filter((input) => input === value).length !== 1) return undefined;
  if (!isElementForElement(value.shape, output.shape) || output.dtype !== 'f32') return undefined;
  const other = reader.inputs[1 - reader.inputs.indexOf(value)];
  if (reader.op === 'add') {
    // A repeated number is no tensor: the fused element-wise kernel adds it for nothing.
    if (typeof other.data === 'number') return undefined;
    if (host.bias && !epilogue.bias && isRowVector(other.shape, output.shape, columns))
      return { bias: other };
    if (host.residual && !epilogue.residual && isElementForElement(other.shape, output.shape))
      return { residual: other };
    return undefined;
  }
  if (host.activations.includes(reader.op as Activation)) return { activation: reader.op as Activation };
  const derived = reader.op.match(/^(\w+)Gradient$/)?.[1] as Exclude<Activation, 'none'> | undefined;
  if (!host.gradient || !derived || !host.activations.includes(derived) || reader.inputs[0] !== value)
    return undefined;
  return isElementForElement(other.shape, output.shape)
    ? { activationGradient: derived, source: other }
    : undefined;
}
