// Reshapes move nothing: the result is another name for the same memory. Everything after this pass
// speaks of roots, the values that own memory.

import type { Node, Value } from '../graph/value';

export interface Aliases {
  /** The nodes that still have work to do. */
  nodes: Node[];
  /** The value that owns the memory of `value`. */
  root(value: Value): Value;
}

export function resolveAliases(nodes: readonly Node[]): Aliases {
  const source = new Map<Value, Value>();
  const root = (value: Value): Value => source.get(value) ?? value;
  const working: Node[] = [];
  for (const node of nodes) {
    if (node.op === 'reshape') source.set(node.outputs[0], root(node.inputs[0]));
    else working.push(node);
  }
  return { nodes: working, root };
}
