// Counts a traced step from its nodes alone: parameters, floating-point operations and bytes moved,
// by phase and by op. The source of every prediction that is made before anything runs.

import type { Graph } from './graph';
import { nodeCost } from './op';
import { deadCode } from './passes/deadCode';
import { byteLength, type Node, numberCount, type Value } from './value';

export type Phase = 'forward' | 'backward' | 'update';

export interface Count {
  nodes: number;
  /** Floating-point operations; a fused multiply-add is two. */
  flops: number;
  /** Bytes that must cross memory at least once, before any fusion. */
  bytes: number;
}

export interface GraphCount {
  /** Trained numbers. */
  parameters: number;
  parameterBytes: number;
  /** Optimizer moments and running statistics. */
  stateBytes: number;
  phases: Record<Phase, Count>;
  total: Count;
  byOp: Map<string, Count>;
}

const none = (): Count => ({ nodes: 0, flops: 0, bytes: 0 });

/** Which part of a training step a node belongs to, told by the scope it was traced in. */
export function phaseOf(node: Pick<Node, 'scope'>): Phase {
  const [outermost] = node.scope.split('.', 1);
  return outermost === 'gradient' ? 'backward' : outermost === 'optimizer' ? 'update' : 'forward';
}

/** Counts the nodes that something uses: an output of the graph or an in-place update. */
export function countGraph(graph: Graph): GraphCount {
  const phases = { forward: none(), backward: none(), update: none() };
  const total = none();
  const byOp = new Map<string, Count>();
  const { nodes } = deadCode({ nodes: graph.nodes, outputs: [...graph.outputs.values()] });
  for (const node of nodes) {
    const cost = nodeCost(node);
    if (!byOp.has(node.op)) byOp.set(node.op, none());
    for (const count of [phases[phaseOf(node)], total, byOp.get(node.op)!]) {
      count.nodes += 1;
      count.flops += cost.flops;
      count.bytes += cost.bytes;
    }
  }
  const bytesOf = (values: readonly Value[]) => values.reduce((sum, value) => sum + byteLength(value), 0);
  return {
    parameters: graph.parameters.reduce((sum, parameter) => sum + numberCount(parameter), 0),
    parameterBytes: bytesOf(graph.parameters),
    stateBytes: bytesOf(graph.states),
    phases,
    total,
    byOp,
  };
}
