// Scales a broadcast tensor after its broadcast instead of before it: f(x, numbers) broadcast is
// f(broadcast x, numbers). More elements are computed, but in the one kernel that writes them
// anyway, so a dispatch and a tensor are saved: the backward pass of every mean.

import { isElementwise } from '../ops/elementwise';
import type { Node, Shape, Value } from '../value';
import { type PassGraph, producersOf, readersOf, Updates } from './passGraph';

export function broadcastLast({ nodes, outputs }: PassGraph): PassGraph {
  const producers = producersOf(nodes);
  const readers = readersOf(nodes);
  const updates = new Updates(nodes, producers);
  const readOnce = (value: Value) => readers.get(value)?.length === 1 && !outputs.includes(value);

  /** The node behind a value that nothing else reads, looking through reshapes nothing else reads. */
  function soleProducer(value: Value): Node | undefined {
    if (!readOnce(value)) return undefined;
    const producer = producers.get(value);
    return producer?.op === 'reshape' ? soleProducer(producer.inputs[0]) : producer;
  }

  return {
    nodes: nodes.flatMap((node) => {
      const inner = node.op === 'broadcast' ? soleProducer(node.inputs[0]) : undefined;
      const operand = inner && onlyTensor(inner);
      if (!inner || !operand || !updates.never(operand)) return [node];
      return swapped(node, inner, operand);
    }),
    outputs,
  };
}

/** The tensor of an element-wise node whose other operands are numbers. */
function onlyTensor(node: Node): Value | undefined {
  const tensors = node.inputs.filter((input) => typeof input.data !== 'number');
  const [tensor] = tensors;
  const sameCount = tensor?.shape.join() === node.outputs[0]?.shape.join();
  return isElementwise(node.op) && tensors.length === 1 && sameCount ? tensor : undefined;
}

/** broadcast(f(x)) as f(broadcast(x)); the old f(x) is dead code now. */
function swapped(broadcast: Node, inner: Node, operand: Value): Node[] {
  const [output] = broadcast.outputs;
  const { graph } = output;
  const derive = (op: string, inputs: Value[], shape: Shape) =>
    graph.derive(op, inputs, { shape }, { scope: broadcast.scope });
  const view = derive('reshape', [operand], broadcast.inputs[0].shape);
  const wide = derive('broadcast', [...view.outputs], output.shape);
  // The numbers may have had the operand's shape, which need not fit any more.
  const inputs = inner.inputs.map((input) =>
    input === operand ? wide.outputs[0] : graph.constant(input.data as number, [], input.dtype),
  );
  return [view, wide, graph.derive(inner.op, inputs, {}, { scope: inner.scope, reuse: [output] })];
}
