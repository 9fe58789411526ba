// Runs every element-wise node, alone or fused, through one code generator. `broadcast` is a program
// of no steps: one read, one write.

import { type Access, broadcastAccess, sameAccess } from '../../graph/ops/access';
import { type ElementwiseName, elementwiseFunctions } from '../../graph/ops/elementwiseFunctions';
import { type FusedProgram, fusedProgram } from '../../graph/ops/fused';
import type { Node, Value } from '../../graph/value';
import { type Dispatch, defineKernel, type LoweringContext, labelOf, read, spread, write } from '../kernel';
import { generateKernel, WORKGROUP_SIZE } from './generate';

/** A program with the tensors it reads. */
export interface BoundProgram {
  program: FusedProgram;
  inputs: Value[];
}

/** The program of one element-wise or broadcast node. Constants that are one number become registers. */
export function programOf(node: Node): BoundProgram {
  const [output] = node.outputs;
  const inputs: Value[] = [];
  const reads: { input: number; access: Access }[] = [];
  const constants: number[] = [];
  const places = node.inputs.map((value) => {
    if (typeof value.data === 'number') return { constant: constants.push(value.data) - 1 };
    if (!inputs.includes(value)) inputs.push(value);
    const input = inputs.indexOf(value);
    const access = broadcastAccess(value.shape, output.shape);
    const known = reads.findIndex((other) => other.input === input && sameAccess(other.access, access));
    return { read: known >= 0 ? known : reads.push({ input, access }) - 1 };
  });
  const registers = places.map(({ read: at, constant }) => at ?? reads.length + (constant ?? 0));
  const steps =
    node.op === 'broadcast' ? [] : [{ function: node.op as ElementwiseName, arguments: registers }];
  const register = steps.length ? reads.length + constants.length : registers[0];
  return { program: { reads, constants, steps, outputs: [{ register, shape: output.shape }] }, inputs };
}

function lower(node: Node, { program, inputs }: BoundProgram, context: LoweringContext): Dispatch[] {
  const { text, params, invocations } = generateKernel(
    program,
    inputs.map((input) => input.dtype),
    node.outputs.map((output) => output.dtype),
  );
  if (invocations === 0) return [];
  const steps = program.steps.map((step) => step.function);
  const name = `elementwise/${steps.slice(0, 4).join('_') || 'copy'}${steps.length > 4 ? `_${steps.length}` : ''}`;
  return [
    {
      label: labelOf(node),
      kernel: { generated: text, name },
      bindings: [...inputs.map(read), ...node.outputs.map(write)],
      params,
      workgroups: spread(Math.ceil(invocations / WORKGROUP_SIZE), context.limits),
    },
  ];
}

for (const op of [...Object.keys(elementwiseFunctions), 'broadcast'])
  defineKernel(op, (node, context) => lower(node, programOf(node), context));

defineKernel('fused', (node, context) =>
  lower(node, { program: fusedProgram(node), inputs: [...node.inputs] }, context),
);
