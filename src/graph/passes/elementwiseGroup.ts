// A set of element-wise nodes that will run as one kernel, seen from outside: which tensors it reads,
// which of its values others need, and the program it becomes. Reshapes are looked through, because
// they do not change which element is which.

import { type Access, broadcastAccess, sameAccess } from '../ops/access';
import { isElementwise } from '../ops/elementwise';
import type { ElementwiseName } from '../ops/elementwiseFunctions';
import type { FusedProgram, FusedStep } from '../ops/fused';
import { elementCount, type Node, type Value } from '../value';
import { storageOf } from './passGraph';

type Operand = { constant: number } | { value: Value; access: Access };

interface Member {
  node: Node;
  operands: readonly Operand[];
}

export interface Group {
  /** In program order. */
  members: readonly Member[];
  /** Elements of every output. */
  count: number;
}

/** Whether a node can be a member: element-wise or a broadcast, on 32-bit floats. */
export const canJoin = (node: Node): boolean =>
  (isElementwise(node.op) || node.op === 'broadcast') &&
  node.outputs[0].dtype === 'f32' &&
  node.inputs.every((input) => input.dtype === 'f32');

export function groupOf(node: Node, producers: ReadonlyMap<Value, Node>): Group {
  const into = node.outputs[0].shape;
  const operands = node.inputs.map(
    (input): Operand =>
      typeof input.data === 'number'
        ? { constant: input.data }
        : { value: storageOf(input, producers), access: broadcastAccess(input.shape, into) },
  );
  return { members: [{ node, operands }], count: elementCount(into) };
}

/** Both groups as one; the order of `first` before `second` must be the program's. */
export const joined = (first: Group, second: Group): Group => ({
  members: [...first.members, ...second.members],
  count: first.count,
});

export const membersOutputs = (group: Group): Value[] => group.members.map(({ node }) => node.outputs[0]);

/** The tensors a group reads from outside, each once. */
export function externalInputs(group: Group): Value[] {
  const own = new Set(membersOutputs(group));
  const inputs = new Set<Value>();
  for (const { operands } of group.members)
    for (const operand of operands)
      if ('value' in operand && !own.has(operand.value)) inputs.add(operand.value);
  return [...inputs];
}

/** The node that runs the group; `external` are the members' outputs that others read. */
export function nodeOf(group: Group, external: readonly Value[]): Node {
  const last = (group.members.at(-1) as Member).node;
  const isAlone = group.members.length === 1;
  const isDirect = group.members[0].operands.every(
    (operand, index) => 'constant' in operand || operand.value === last.inputs[index],
  );
  if (isAlone && isDirect) return last;
  const inputs = externalInputs(group);
  const attributes = { program: programOf(group, inputs, external) };
  return last.outputs[0].graph.derive('fused', inputs, attributes, { scope: last.scope, reuse: external });
}

function programOf(group: Group, inputs: readonly Value[], external: readonly Value[]): FusedProgram {
  const reads: { input: number; access: Access }[] = [];
  const constants: number[] = [];
  const steps: FusedStep[] = [];
  const find = <T>(list: T[], item: T, same: (a: T, b: T) => boolean): number => {
    const index = list.findIndex((other) => same(other, item));
    return index >= 0 ? index : list.push(item) - 1;
  };
  // Reads and constants first, so that the steps' registers are known.
  const leaves = group.members.map(({ operands }) =>
    operands.map((operand) => {
      if ('constant' in operand) return { constant: find(constants, operand.constant, Object.is) };
      const input = inputs.indexOf(operand.value);
      if (input < 0) return { member: operand.value };
      const read = { input, access: operand.access };
      return { read: find(reads, read, (a, b) => a.input === b.input && sameAccess(a.access, b.access)) };
    }),
  );
  const registers = new Map<Value, number>();
  for (const [index, { node }] of group.members.entries()) {
    const places = leaves[index].map((leaf) => {
      if ('read' in leaf) return leaf.read as number;
      if ('constant' in leaf) return reads.length + (leaf.constant as number);
      return registers.get(leaf.member as Value) as number;
    });
    const isCopy = node.op === 'broadcast';
    if (!isCopy) steps.push({ function: node.op as ElementwiseName, arguments: places });
    registers.set(node.outputs[0], isCopy ? places[0] : reads.length + constants.length + steps.length - 1);
  }
  const outputs = external.map((value) => ({ register: registers.get(value) as number, shape: value.shape }));
  return { reads, constants, steps, outputs };
}
