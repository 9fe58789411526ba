// How many numbers of inputs and intermediates are alive at once while a step runs in the order it was traced.

import type { Graph } from '../graph/graph';
import { optimise } from '../graph/passes';
import { producersOf, storageOf } from '../graph/passes/passGraph';
import { elementCount, type Value } from '../graph/value';
import { layerKey } from './layers';

export interface Liveness {
  most: number;
  /** The most during a layer, by its key; a layer that the passes have joined with another has none. */
  byLayer: ReadonlyMap<string, number>;
}

/** At any op, after the passes have joined what they can; indices and constants do not count. */
export function liveActivations(graph: Graph): Liveness {
  const { nodes, outputs } = optimise({ nodes: graph.nodes, outputs: [...graph.outputs.values()] });
  const producers = producersOf(nodes);
  const root = (value: Value) => storageOf(value, producers);
  const counts = (value: Value) =>
    (value.role === 'intermediate' || value.role === 'input') &&
    value.dtype !== 'u32' &&
    value.dtype !== 'i32';
  const first = new Map<Value, number>();
  const last = new Map<Value, number>();
  for (const [position, node] of nodes.entries())
    for (const value of [...node.inputs, ...node.outputs].map(root)) {
      if (!counts(value)) continue;
      // What the caller feeds is there from the start.
      if (!first.has(value)) first.set(value, value.role === 'input' ? 0 : position);
      last.set(value, position);
    }
  for (const output of outputs.map(root)) if (first.has(output)) last.set(output, nodes.length - 1);
  const changes = new Float64Array(nodes.length + 1);
  for (const [value, from] of first) {
    changes[from] += elementCount(value.shape);
    changes[last.get(value)! + 1] -= elementCount(value.shape);
  }
  const byLayer = new Map<string, number>();
  let alive = 0;
  for (const [position, node] of nodes.entries()) {
    alive += changes[position];
    if (node.op === 'reshape') continue;
    byLayer.set(layerKey(node), Math.max(byLayer.get(layerKey(node)) ?? 0, alive));
  }
  return { most: Math.max(0, ...byLayer.values()), byLayer };
}
