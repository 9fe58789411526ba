// What every op must declare: its shape rule, its gradient and its cost. How an op runs is
// declared elsewhere: in float64 by `reference/`, on the GPU by `kernels/`.

import { ShapeError, TesseraError } from '../base/errors';
import {
  type Attributes,
  byteLength,
  type DType,
  formatShape,
  type Node,
  type Shape,
  type Value,
} from './value';

export interface ResultType {
  shape: Shape;
  dtype: DType;
  /** Suffix of the value's name; default the op's name. */
  name?: string;
}

export interface Cost {
  /** Floating-point operations; a fused multiply-add is two. */
  flops: number;
  /** Bytes that must cross memory at least once. */
  bytes: number;
}

export interface OpDefinition {
  readonly name: string;
  /** Shapes and types of the outputs; throws `ShapeError` when the inputs do not fit. */
  infer(inputs: readonly Value[], attributes: Attributes): ResultType[];
  /**
   * Appends the reverse-mode nodes and returns one gradient per input (undefined: none flows).
   * `gradients` holds one value per output, undefined where the loss does not depend on it;
   * `needed[i]` is false where the gradient of input i would not be used.
   */
  gradient?(
    node: Node,
    gradients: readonly (Value | undefined)[],
    needed: readonly boolean[],
  ): (Value | undefined)[];
  /** Floating-point operations of one execution; default one per output element. */
  flops?(node: Node): number;
  /** Bytes of one execution that cross memory; default every input and output once, updated ones twice. */
  bytes?(node: Node): number;
  /** Indices of inputs that may be halves (f16); the others must not be. */
  readonly halves?: readonly number[];
  /** Indices of inputs the op writes in place; such a node is never dead code. */
  readonly updates?: (node: Pick<Node, 'inputs' | 'attributes'>) => readonly number[];
}

const definitions = new Map<string, OpDefinition>();

export function defineOp(definition: OpDefinition): void {
  if (definitions.has(definition.name)) throw new TesseraError(`Op "${definition.name}" is defined twice.`);
  definitions.set(definition.name, definition);
}

export function opDefinition(name: string): OpDefinition {
  const definition = definitions.get(name);
  if (!definition) throw new TesseraError(`There is no op "${name}". Import the file that defines it.`);
  return definition;
}

export const opNames = (): string[] => [...definitions.keys()].sort();

/** Inputs of a node that it writes in place. */
export const updatedInputs = (node: Pick<Node, 'op' | 'inputs' | 'attributes'>): readonly number[] =>
  opDefinition(node.op).updates?.(node) ?? [];

export function nodeCost(node: Node): Cost {
  const definition = opDefinition(node.op);
  const elements = node.outputs.reduce((sum, output) => sum + output.shape.reduce((a, b) => a * b, 1), 0);
  return { flops: definition.flops?.(node) ?? elements, bytes: definition.bytes?.(node) ?? bytesMoved(node) };
}

function bytesMoved(node: Node): number {
  const updated = updatedInputs(node).map((index) => node.inputs[index]);
  return [...new Set([...node.inputs, ...node.outputs]), ...updated].reduce(
    (sum, value) => sum + byteLength(value),
    0,
  );
}

/** Throws where an input holds halves that the op would take for something else. */
export function requireReadable(op: string, inputs: readonly Value[]): void {
  const { halves = [] } = opDefinition(op);
  for (const [index, { name, dtype }] of inputs.entries())
    if (dtype === 'f16' && !halves.includes(index))
      throw new TesseraError(
        `${op}: "${name}" is f16, which this op does not read. Convert it to f32 first.`,
      );
}

/** Throws unless the operands hold real numbers: f32, or f16. */
export function requireReal(op: string, operands: readonly Value[]): void {
  for (const { name, dtype } of operands)
    if (dtype !== 'f32' && dtype !== 'f16')
      throw new TesseraError(`${op}: "${name}" is ${dtype}; its operands are f32 or f16.`);
}

/** Throws a `ShapeError` that names the op, the operand and the shapes involved. */
export function requireShape(
  condition: boolean,
  op: string,
  operand: string,
  actual: Shape,
  expected: string,
): void {
  if (!condition)
    throw new ShapeError(`${op}: ${operand} has shape ${formatShape(actual)}, expected ${expected}.`);
}
