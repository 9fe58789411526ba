// Chains of ops that can be one kernel: those that the compiler's passes join, and neighbours that they leave apart.
// What joining saves is known from shapes alone: every intermediate that is never written is neither read.

import { type Peaks, shortestSeconds } from '../base/roofline';
import { Graph } from '../graph/graph';
import { nodeCost, updatedInputs } from '../graph/op';
import { optimise } from '../graph/passes';
import { deadCode } from '../graph/passes/deadCode';
import { producersOf, storageOf } from '../graph/passes/passGraph';
import { byteLength, type Node, type Value } from '../graph/value';

export interface Chain {
  /** Scope of its first op. */
  scope: string;
  /** Ops, in order, without the views between them. */
  members: Node[];
  inputs: Value[];
  outputs: Value[];
  /** Whether the compiler makes it one kernel. */
  joined: boolean;
}

/** Bytes of a chain run op by op. */
export const separateBytes = ({ members }: Chain): number =>
  members.reduce((sum, node) => sum + nodeCost(node).bytes, 0);

/** Bytes that it does not move as one kernel: intermediates written and read, and inputs read more than once. */
export function savedBytes({ members, inputs, outputs }: Chain): number {
  const kept = new Set(outputs);
  const readers = new Map<Value, number>();
  for (const node of members)
    for (const value of new Set(node.inputs.map(tracedStorage)))
      readers.set(value, (readers.get(value) ?? 0) + 1);
  let saved = 0;
  for (const value of members.flatMap((node) => node.outputs))
    saved += byteLength(value) * ((readers.get(value) ?? 0) + (kept.has(value) ? 0 : 1));
  for (const value of inputs) saved += byteLength(value) * Math.max(0, (readers.get(value) ?? 0) - 1);
  return saved;
}

/** The tensor that a traced value is a view of. */
function tracedStorage(value: Value): Value {
  let root = value;
  while (root.producer?.op === 'reshape') root = root.producer.inputs[0];
  return root;
}

/** Seconds that a machine with these peaks saves at best. */
export function savedSeconds(chain: Chain, peaks: Peaks): number {
  const costs = chain.members.map(nodeCost);
  const flops = costs.reduce((sum, cost) => sum + cost.flops, 0);
  const separate = costs.reduce((sum, cost) => sum + shortestSeconds(cost, peaks), 0);
  return separate - shortestSeconds({ flops, bytes: separateBytes(chain) - savedBytes(chain) }, peaks);
}

/** Every chain of two or more ops that the passes make one kernel of. */
export function joinedChains(graph: Graph): Chain[] {
  const outputs = [...graph.outputs.values()];
  const traced = deadCode({ nodes: graph.nodes, outputs });
  const madeBy = producersOf(traced.nodes);
  const positions = new Map(traced.nodes.map((node, position) => [node, position]));
  const optimised = optimise(traced);
  const producers = producersOf(optimised.nodes);
  // Traced values that still exist, by the kernel that now computes them.
  const computed = new Map<Node, Value[]>();
  const exists = new Set<Value>();
  for (const node of optimised.nodes)
    for (const value of node.outputs) {
      if (!madeBy.has(value)) continue;
      exists.add(value);
      const kernel = producers.get(storageOf(value, producers));
      if (kernel) computed.set(kernel, [...(computed.get(kernel) ?? []), value]);
    }
  return optimised.nodes.flatMap((kernel): Chain[] => {
    if (kernel.op === 'reshape' || updatedInputs(kernel).length) return [];
    const wanted = new Set((computed.get(kernel) ?? []).map((value) => storageOf(value, madeBy)));
    const inputs = new Set<Value>();
    const members = new Set<Node>();
    const visit = (value: Value): void => {
      const from = storageOf(value, madeBy);
      const node = madeBy.get(from);
      if (!node || (exists.has(from) && !wanted.has(from))) {
        if (from.role !== 'constant') inputs.add(from);
        return;
      }
      if (members.has(node)) return;
      members.add(node);
      for (const input of node.inputs) visit(input);
    };
    for (const value of wanted) visit(value);
    const chain: Chain = {
      scope: kernel.scope,
      members: [...members].sort((a, b) => positions.get(a)! - positions.get(b)!),
      inputs: [...inputs],
      outputs: [...wanted],
      joined: true,
    };
    // Where the passes have rewritten the arithmetic, the kernel is another one than its members would make.
    const isTheirs = separateBytes(chain) - savedBytes(chain) === nodeCost(kernel).bytes;
    return chain.members.length > 1 && isTheirs ? [chain] : [];
  });
}

/** Ops that sum over more than one tile holds: two of them are not made one kernel by passing elements on. */
const isProduct = ({ op }: Node): boolean => /^(matmul|convolution|attention|dotInteraction)/.test(op);

/**
 * Ops that move more than they compute for `peaks`, and whose one reader is another such op: kernels kept apart. At most
 * one of the two is a product.
 */
export function looseChains(graph: Graph, peaks: Peaks): Chain[] {
  const { nodes, outputs } = optimise({ nodes: graph.nodes, outputs: [...graph.outputs.values()] });
  const producers = producersOf(nodes);
  const root = (value: Value) => storageOf(value, producers);
  const kept = new Set(outputs.map(root));
  const isBound = (node: Node) => {
    const { flops, bytes } = nodeCost(node);
    return flops / peaks.flops < bytes / peaks.bytesPerSecond && updatedInputs(node).length === 0;
  };
  const readers = new Map<Value, Node[]>();
  for (const node of nodes)
    if (node.op !== 'reshape')
      for (const value of new Set(node.inputs.map(root)))
        readers.set(value, [...(readers.get(value) ?? []), node]);
  return nodes.flatMap((node): Chain[] => {
    const [value] = node.outputs;
    const after = value && readers.get(value);
    if (after?.length !== 1 || node.op === 'reshape' || kept.has(value)) return [];
    if (!isBound(node) || !isBound(after[0]) || (isProduct(node) && isProduct(after[0]))) return [];
    const members = [node, after[0]];
    const inside = new Set(node.outputs);
    const inputs = members.flatMap((member) => member.inputs.map(root)).filter((input) => !inside.has(input));
    return [
      {
        scope: node.scope,
        members,
        inputs: [...new Set(inputs)].filter(({ role }) => role !== 'constant'),
        outputs: after[0].outputs.slice(),
        joined: false,
      },
    ];
  });
}

/** What distinguishes one chain from another: the same in every block of a network. */
export const signatureOf = (chain: Chain): string =>
  chain.members
    .map(({ op, inputs }) => `${op}(${inputs.map(({ shape }) => shape.join('×')).join()})`)
    .join(' ');

/** The chain alone, as a graph that can be run: its inputs fed, its outputs returned. */
export function chainGraph({ members, inputs, outputs }: Chain): Graph {
  const graph = new Graph();
  const known = new Map<Value, Value>();
  for (const [index, value] of inputs.entries())
    known.set(value, graph.input(`input${index}`, value.shape, value.dtype));
  const given = (value: Value): Value => {
    const found = known.get(value);
    if (found) return found;
    const made =
      value.role === 'constant'
        ? graph.constant(value.data ?? 0, value.shape, value.dtype)
        : graph.apply('reshape', [given(value.producer!.inputs[0])], { shape: value.shape })[0];
    known.set(value, made);
    return made;
  };
  for (const node of members) {
    const made = graph.apply(node.op, node.inputs.map(given), node.attributes);
    for (const [index, value] of node.outputs.entries()) known.set(value, made[index]);
  }
  for (const [index, value] of outputs.entries()) graph.output(`output${index}`, given(value));
  return graph;
}
