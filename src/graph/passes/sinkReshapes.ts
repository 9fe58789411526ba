// Moves each reshape to just before its first reader. A reshape costs nothing wherever it stands, but
// one that stands early would keep its source from being computed later, inside a fused kernel.

import type { Node } from '../value';
import { type PassGraph, producersOf, Updates } from './passGraph';

export function sinkReshapes({ nodes, outputs }: PassGraph): PassGraph {
  const producers = producersOf(nodes);
  const updates = new Updates(nodes, producers);
  const moves = (node: Node) => node.op === 'reshape' && updates.never(node.inputs[0]);
  const placed = new Set<Node>();
  const sunk: Node[] = [];
  const place = (node: Node): void => {
    for (const input of node.inputs) {
      const producer = producers.get(input);
      if (producer && moves(producer) && !placed.has(producer)) {
        placed.add(producer);
        place(producer);
      }
    }
    sunk.push(node);
  };
  for (const node of nodes) if (!moves(node)) place(node);
  for (const node of nodes)
    if (moves(node) && !placed.has(node) && outputs.includes(node.outputs[0])) {
      placed.add(node);
      place(node);
    }
  return { nodes: sunk, outputs };
}
