// Computes equal nodes once: same op, same attributes, same inputs, none of them updated in between.

import { updatedInputs } from '../op';
import type { Node } from '../value';
import { type PassGraph, Substitution, Updates } from './passGraph';

export function commonSubexpressions({ nodes, outputs }: PassGraph): PassGraph {
  const same = new Substitution();
  const updates = new Updates(nodes);
  const known = new Map<string, Node>();
  const kept: Node[] = [];
  for (const [position, original] of nodes.entries()) {
    const node = same.apply(original);
    const isPure = updatedInputs(node).length === 0;
    const inputs = node.inputs.map((input) =>
      typeof input.data === 'number'
        ? `${input.dtype} ${input.data} ${input.shape}`
        : `${input.id}@${updates.version(input, position)}`,
    );
    const key = JSON.stringify([node.op, inputs, node.attributes]);
    const earlier = isPure ? known.get(key) : undefined;
    if (earlier && !node.outputs.some((output) => outputs.includes(output))) {
      for (const [index, output] of node.outputs.entries()) same.set(output, earlier.outputs[index]);
      continue;
    }
    if (isPure) known.set(key, node);
    kept.push(node);
  }
  return { nodes: kept, outputs };
}
