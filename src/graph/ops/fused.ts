// Several element-wise ops as one node: a straight-line program over registers. Passes write such
// nodes; the same program is interpreted by the reference and turned into one kernel for the GPU.

import { TesseraError } from '../../base/errors';
import { defineOp } from '../op';
import { elementCount, type Node, type Shape } from '../value';
import { type Access, accessIndex } from './access';
import { type ElementwiseName, elementwiseFunctions } from './elementwiseFunctions';

export interface FusedStep {
  function: ElementwiseName;
  /** Registers, each below the step's own. */
  arguments: readonly number[];
}

/** Registers are numbered: the reads, then the constants, then the steps. */
export interface FusedProgram {
  reads: readonly { input: number; access: Access }[];
  constants: readonly number[];
  steps: readonly FusedStep[];
  /** What is written: all shapes have the same number of elements. */
  outputs: readonly { register: number; shape: Shape }[];
}

export const fusedProgram = (node: Pick<Node, 'attributes'>): FusedProgram =>
  node.attributes.program as FusedProgram;

/** Elements each output has. */
export const fusedCount = (program: FusedProgram): number => elementCount(program.outputs[0].shape);

/** Inputs: each tensor once, however many ways it is read. Attributes: `program`. Outputs: the program's. */
defineOp({
  name: 'fused',
  infer: (inputs, attributes) => {
    const program = fusedProgram({ attributes });
    const count = fusedCount(program);
    for (const { input, access } of program.reads) {
      const elements = elementCount(inputs[input].shape);
      if (count && accessIndex(access, count - 1) >= elements)
        throw new TesseraError(
          `fused: "${inputs[input].name}" has ${elements} elements, too few for ${count}.`,
        );
    }
    const first = program.reads.length + program.constants.length;
    for (const [index, step] of program.steps.entries())
      if (
        step.arguments.length !== elementwiseFunctions[step.function].arity ||
        step.arguments.some((register) => register >= first + index)
      )
        throw new TesseraError(`fused: step ${index} (${step.function}) has wrong arguments.`);
    return program.outputs.map(({ register, shape }) => {
      if (elementCount(shape) !== count || register >= first + program.steps.length)
        throw new TesseraError(`fused: an output of ${elementCount(shape)} elements among ${count}.`);
      return { shape, dtype: 'f32' };
    });
  },
  flops: (node) => {
    const program = fusedProgram(node);
    const perElement = program.steps.reduce(
      (sum, step) => sum + elementwiseFunctions[step.function].flops,
      0,
    );
    return perElement * fusedCount(program);
  },
});
