// Element-wise ops with broadcasting, and programs of them, in float64.

import { accessIndex } from '../../graph/ops/access';
import { broadcastShapes } from '../../graph/ops/elementwise';
import { elementwiseFunctions } from '../../graph/ops/elementwiseFunctions';
import { fusedCount, fusedProgram } from '../../graph/ops/fused';
import { sameShape } from '../../graph/value';
import { defineReference } from '../interpreter';
import { forEachIndex, generate, strides, type Tensor, tensor } from '../tensor';

type Scalars = (...x: number[]) => number;

/** Applies a scalar function to operands that broadcast to a common shape. */
export function mapElements(evaluate: Scalars, inputs: readonly Tensor[], op: string): Tensor {
  const shape = broadcastShapes(
    op,
    inputs.map((input) => input.shape),
  );
  if (inputs.every((input) => sameShape(input.shape, shape)))
    return generate(shape, (i) => evaluate(...inputs.map((input) => input.data[i])));
  // A broadcast axis has stride zero.
  const steps = inputs.map((input) => {
    const own = strides(input.shape);
    return shape.map((_, axis) => {
      const at = axis - shape.length + own.length;
      return at < 0 || input.shape[at] === 1 ? 0 : own[at];
    });
  });
  const result = tensor(shape);
  forEachIndex(shape, (index, flat) => {
    const at = (operand: number) =>
      index.reduce((sum, position, axis) => sum + position * steps[operand][axis], 0);
    result.data[flat] = evaluate(...inputs.map((input, operand) => input.data[at(operand)]));
  });
  return result;
}

for (const [name, { evaluate }] of Object.entries(elementwiseFunctions))
  defineReference(name, (inputs) => [mapElements(evaluate as Scalars, inputs, name)]);

/** Interprets the program element by element. */
defineReference('fused', (inputs, node) => {
  const program = fusedProgram(node);
  const results = program.outputs.map(({ shape }) => tensor(shape));
  for (let i = 0; i < fusedCount(program); i++) {
    const registers = program.reads.map(({ input, access }) => inputs[input].data[accessIndex(access, i)]);
    registers.push(...program.constants);
    for (const step of program.steps) {
      const evaluate = elementwiseFunctions[step.function].evaluate as Scalars;
      registers.push(evaluate(...step.arguments.map((register) => registers[register])));
    }
    for (const [index, { register }] of program.outputs.entries())
      results[index].data[i] = registers[register];
  }
  return results;
});
