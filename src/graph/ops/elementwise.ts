// Element-wise ops with NumPy broadcasting. One table declares each function's arity, value in
// float64 and gradient; the fusion pass joins chains of them into one `fused` node.

import { ShapeError, TesseraError } from '../../base/errors';
import type { Graph } from '../graph';
import { defineOp } from '../op';
import { formatShape, type Node, type Shape, sameShape, type Value } from '../value';
import { type ElementwiseName, elementwiseFunctions } from './elementwiseFunctions';
import { sumTo } from './reduction';

/** The common shape of operands under NumPy's rules: align right, sizes equal or one. */
export function broadcastShapes(op: string, shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let size = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === size) continue;
      if (size !== 1)
        throw new ShapeError(`${op}: shapes ${shapes.map(formatShape).join(' and ')} do not broadcast.`);
      size = own;
    }
    return size;
  });
}

for (const [name, definition] of Object.entries(elementwiseFunctions)) {
  defineOp({
    name,
    infer: (inputs) => [
      {
        shape: broadcastShapes(
          name,
          inputs.map((input) => input.shape),
        ),
        dtype: inputs[0].dtype,
      },
    ],
    flops: (node) => definition.flops * node.outputs[0].shape.reduce((a, b) => a * b, 1),
    gradient: (node, [gradient], needed) =>
      needed.map((need, index) => {
        const local = need && gradient ? localGradient(gradient, node, index) : undefined;
        return local && sumTo(local, node.inputs[index].shape);
      }),
  });
}

/** Gradient of input `index` before it is summed back to that input's shape. */
type LocalGradient = (gradient: Value, node: Node, index: number) => Value | undefined;

/** Functions that are constant between their jumps: nothing flows back. */
const piecewiseConstant: readonly string[] = ['equal', 'greater', 'round'] satisfies ElementwiseName[];

function localGradient(gradient: Value, node: Node, index: number): Value | undefined {
  if (piecewiseConstant.includes(node.op)) return undefined;
  const rule = localGradients[node.op as ElementwiseName];
  if (!rule) throw new TesseraError(`Op "${node.op}" (${node.scope || 'top level'}) has no gradient.`);
  return rule(gradient, node, index);
}

/** Activations whose derivative is cheaper from their output than from their input. */
const fromOutput: LocalGradient = (gradient, node) =>
  elementwise(`${node.op}Gradient` as ElementwiseName, gradient, node.outputs[0]);
const fromInput: LocalGradient = (gradient, node) =>
  elementwise(`${node.op}Gradient` as ElementwiseName, gradient, node.inputs[0]);

const localGradients: Partial<Record<ElementwiseName, LocalGradient>> = {
  add: (gradient) => gradient,
  subtract: (gradient, _, index) => (index ? negate(gradient) : gradient),
  multiply: (gradient, node, index) => multiply(gradient, node.inputs[1 - index]),
  divide: (gradient, node, index) =>
    index
      ? negate(divide(multiply(gradient, node.outputs[0]), node.inputs[1]))
      : divide(gradient, node.inputs[1]),
  // Where both are equal the second takes it all.
  maximum: (gradient, node, index) => where(greater(node.inputs[0], node.inputs[1]), gradient, index === 0),
  minimum: (gradient, node, index) => where(greater(node.inputs[0], node.inputs[1]), gradient, index === 1),
  negate: (gradient) => negate(gradient),
  abs: (gradient, { inputs: [x] }) =>
    multiply(gradient, subtract(greater(x, constantLike(x, 0)), greater(constantLike(x, 0), x))),
  exp: (gradient, node) => multiply(gradient, node.outputs[0]),
  log: (gradient, node) => divide(gradient, node.inputs[0]),
  sqrt: (gradient, node) => divide(multiply(gradient, constantLike(gradient, 0.5)), node.outputs[0]),
  square: (gradient, node) => multiply(gradient, multiply(node.inputs[0], constantLike(gradient, 2))),
  sin: (gradient, node) => multiply(gradient, elementwise('cos', node.inputs[0])),
  cos: (gradient, node) => negate(multiply(gradient, elementwise('sin', node.inputs[0]))),
  relu: fromOutput,
  sigmoid: fromOutput,
  tanh: fromOutput,
  gelu: fromInput,
  silu: fromInput,
  hardSwish: fromInput,
  sineWave: fromInput,
  cosineWave: fromInput,
  hatWave: fromInput,
  // As `convert` does, rounding is taken for the identity.
  roundToHalf: (gradient) => gradient,
  roundToBfloat: (gradient) => gradient,
  fakeQuantise: (gradient, node, index) => {
    if (index > 1) return undefined;
    if (index === 0) return elementwise('fakeQuantiseGradient', gradient, ...node.inputs);
    const factor = (node.attributes.scaleGradient ?? 1) as number;
    return multiply(elementwise('fakeQuantiseScaleGradient', gradient, ...node.inputs), factor);
  },
  select: (gradient, node, index) => (index ? where(node.inputs[0], gradient, index === 1) : undefined),
};

/** The gradient where the condition holds (or does not), zero elsewhere. */
function where(condition: Value, gradient: Value, holds: boolean): Value {
  const zero = constantLike(gradient, 0);
  return holds ? select(condition, gradient, zero) : select(condition, zero, gradient);
}

const greater = (a: Value, b: Value): Value => elementwise('greater', a, b);

export function elementwise(name: ElementwiseName, ...inputs: Value[]): Value {
  return inputs[0].graph.apply(name, inputs)[0];
}

/** A one-element constant in the value's graph. */
export const constantLike = (value: Value, constant: number): Value => value.graph.constant(constant);

export const ones = (graph: Graph, shape: Shape): Value => graph.constant(1, shape);

const unary = (name: ElementwiseName) => (x: Value) => elementwise(name, x);
const binary = (name: ElementwiseName) => (a: Value, b: Value | number) =>
  elementwise(name, a, typeof b === 'number' ? constantLike(a, b) : b);

export const add = binary('add');
export const subtract = binary('subtract');
export const multiply = binary('multiply');
export const divide = binary('divide');
export const maximum = binary('maximum');
export const minimum = binary('minimum');
export const negate = unary('negate');
export const exp = unary('exp');
export const log = unary('log');
export const sqrt = unary('sqrt');
export const square = unary('square');
export const relu = unary('relu');
export const gelu = unary('gelu');
export const silu = unary('silu');
export const hardSwish = unary('hardSwish');
export const sigmoid = unary('sigmoid');
export const tanh = unary('tanh');

/** `condition != 0 ? a : b`, element by element. */
export const select = (condition: Value, a: Value, b: Value): Value => elementwise('select', condition, a, b);

/** Whether an op node is element-wise and can join a fused kernel. */
export const isElementwise = (op: string): op is ElementwiseName => op in elementwiseFunctions;

export const isBroadcast = (input: Value, output: Value): boolean => !sameShape(input.shape, output.shape);
