// A traced step seen layer by layer: the numbers each layer computes, holds and moves, before anything is compiled.
// A layer is what was traced in one scope; its gradients are a layer of their own.

import { type Phase, phaseOf } from '../graph/count';
import type { Graph } from '../graph/graph';
import { nodeCost, updatedInputs } from '../graph/op';
import { deadCode } from '../graph/passes/deadCode';
import { producersOf, storageOf } from '../graph/passes/passGraph';
import { elementCount, type Node, type Value } from '../graph/value';

export type LayerKind =
  | 'convolution'
  | 'linear'
  | 'embedding'
  | 'attention'
  | 'interaction'
  | 'normalisation'
  | 'update'
  | 'other';

/** How many numbers of a tensor a layer moves: of a table, only the rows that are looked up. */
export type Moved = ReadonlyMap<Value, number>;

export interface Layer {
  key: string;
  /** Scope it was traced in; the op's name outside all scopes. */
  name: string;
  phase: Phase;
  kind: LayerKind;
  flops: number;
  /** Trained numbers that it reads, whether all of them or not. */
  parameters: number;
  /** Of parameters and running statistics, read from outside the layer. */
  weights: Moved;
  /** Of everything else it reads that another layer, or the caller, has written. */
  reads: Moved;
  /** Of what it writes for other layers, for the caller, or in place. */
  writes: Moved;
  /** Of row numbers and counters, in bytes, which no precision makes smaller. */
  indexBytes: number;
  /** f32 bytes of its ops one by one, as `countGraph` adds them up. */
  unfusedBytes: number;
}

const kinds: readonly [LayerKind, RegExp][] = [
  ['convolution', /^convolution/],
  ['linear', /^matmul$/],
  ['embedding', /^(embeddingBag|sparseUpdate|segmentLookups)/],
  ['attention', /^attention/],
  ['interaction', /^dotInteraction/],
  ['normalisation', /^(batchNorm|layerNorm)/],
  ['update', /^(denseUpdate|clipByGlobalNorm)/],
];

const kindOf = (nodes: readonly Node[]): LayerKind =>
  kinds.find(([, pattern]) => nodes.some(({ op }) => pattern.test(op)))?.[0] ?? 'other';

/** The layers of everything that a step uses, in the order of their first op. */
export function layersOf(graph: Graph): Layer[] {
  const outputs = [...graph.outputs.values()];
  const { nodes } = deadCode({ nodes: graph.nodes, outputs });
  const producers = producersOf(nodes);
  const root = (value: Value) => storageOf(value, producers);
  const groups = new Map<string, Node[]>();
  const groupOf = new Map<Node, string>();
  // A view moves nothing, and is nobody's reader.
  const working = nodes.filter(({ op }) => op !== 'reshape');
  for (const node of working) {
    const key = layerKey(node);
    groupOf.set(node, key);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  // Who reads each tensor, to tell what leaves a layer.
  const readers = new Map<Value, Set<string>>();
  for (const node of working)
    for (const input of node.inputs) {
      const from = root(input);
      readers.set(from, (readers.get(from) ?? new Set()).add(groupOf.get(node)!));
    }
  const returned = new Set(outputs.map(root));
  return [...groups].map(([key, members]) => {
    const leaves = (value: Value) =>
      returned.has(value) || [...(readers.get(value) ?? [])].some((other) => other !== key);
    return layerFrom(members, root, leaves);
  });
}

/** What the ops of one layer have in common. */
export const layerKey = (node: Node): string => `${phaseOf(node)}:${layerName(node)}`;

function layerName(node: Node): string {
  const scope = node.scope.replace(/^(gradient|optimizer)\.?/, '');
  return scope || node.op;
}

function layerFrom(
  nodes: readonly Node[],
  root: (value: Value) => Value,
  leaves: (value: Value) => boolean,
): Layer {
  const own = new Set(nodes.flatMap(({ outputs }) => outputs.map(root)));
  const weights = new Map<Value, number>();
  const reads = new Map<Value, number>();
  const writes = new Map<Value, number>();
  let indexBytes = 0;
  const most = (map: Map<Value, number>, value: Value, count: number) =>
    map.set(value, Math.max(map.get(value) ?? 0, count));
  const indices = new Set<Value>();
  for (const node of nodes)
    for (const [index, input] of node.inputs.entries()) {
      const value = root(input);
      const moved = movedOf(node, index);
      if (own.has(value) || value.role === 'constant' || moved === 0) continue;
      if (value.dtype === 'u32' || value.dtype === 'i32') indices.add(value);
      else if (value.role === 'parameter' || value.role === 'state') most(weights, value, moved);
      else most(reads, value, moved);
      if (updatedInputs(node).includes(index)) most(writes, value, moved);
    }
  for (const value of own) if (leaves(value)) writes.set(value, elementCount(value.shape));
  for (const value of indices) indexBytes += 4 * elementCount(value.shape);
  const costs = nodes.map(nodeCost);
  return {
    key: layerKey(nodes[0]),
    name: layerName(nodes[0]),
    phase: phaseOf(nodes[0]),
    kind: kindOf(nodes),
    flops: costs.reduce((sum, { flops }) => sum + flops, 0),
    parameters: [...weights.keys()]
      .filter(({ role }) => role === 'parameter')
      .reduce((sum, { shape }) => sum + elementCount(shape), 0),
    weights,
    reads,
    writes,
    indexBytes,
    unfusedBytes: costs.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** Numbers of an input that an op moves. */
function movedOf(node: Node, index: number): number {
  const { shape } = node.inputs[index];
  const lookups = (first: number) => elementCount(node.inputs[first].shape);
  if (node.op === 'embeddingBag' && index === 0) return lookups(1) * shape[1];
  if (node.op === 'sparseUpdate' && updatedInputs(node).includes(index))
    // After the table and its states come the learning rate, the step and the gradient of the bags.
    return lookups(updatedInputs(node).length + 3) * (shape[1] ?? 1);
  return elementCount(shape);
}

export const movedCount = (moved: Moved): number =>
  [...moved.values()].reduce((sum, count) => sum + count, 0);
