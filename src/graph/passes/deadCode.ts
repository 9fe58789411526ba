// Drops nodes that neither lead to an output nor update a tensor in place.

import { updatedInputs } from '../op';
import type { Node, Value } from '../value';
import type { PassGraph } from './passGraph';

export function deadCode({ nodes, outputs }: PassGraph): PassGraph {
  const live = new Set<Value>(outputs);
  const kept: Node[] = [];
  for (const node of nodes.toReversed()) {
    if (updatedInputs(node).length === 0 && !node.outputs.some((output) => live.has(output))) continue;
    kept.push(node);
    for (const input of node.inputs) live.add(input);
  }
  return { nodes: kept.reverse(), outputs };
}
