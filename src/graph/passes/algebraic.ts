// Rewrites that need no arithmetic: neutral operands, reshapes of reshapes, broadcasts that the
// reading op does itself, and sums that can be taken before a reshape.

import { broadcastShapes, isElementwise } from '../ops/elementwise';
import { type Node, type Shape, sameShape, type Value } from '../value';
import { type PassGraph, producersOf, readersOf, Substitution, Updates } from './passGraph';

export function algebraic({ nodes, outputs }: PassGraph): PassGraph {
  const same = new Substitution();
  const producers = producersOf(nodes);
  const readers = readersOf(nodes);
  const updates = new Updates(nodes, producers);
  const readOnce = (value: Value) => readers.get(value)?.length === 1 && !outputs.includes(value);
  const kept: Node[] = [];
  const keep = (node: Node): void => {
    kept.push(node);
    for (const output of node.outputs) producers.set(output, node);
  };
  for (const original of nodes) {
    const node = withoutBroadcasts(same.apply(original), producers, updates);
    const [output] = node.outputs;
    const neutral = neutralOperand(node, producers);
    if (neutral && !outputs.includes(output) && updates.never(neutral)) {
      same.set(output, neutral);
      continue;
    }
    const rewritten = reshapeOnce(node, producers) ?? reshapeLast(node, producers, readOnce) ?? [node];
    rewritten.forEach(keep);
  }
  return { nodes: kept, outputs };
}

/** The operand a node leaves as it is. */
function neutralOperand(
  { op, inputs, outputs }: Node,
  producers: ReadonlyMap<Value, Node>,
): Value | undefined {
  const [a, b] = inputs;
  const unchanged = (value: Value): Value | undefined =>
    sameShape(value.shape, outputs[0].shape) ? value : undefined;
  const always = (value: Value | undefined, number: number): boolean => value?.data === number;
  switch (op) {
    case 'add':
      return always(b, 0) ? unchanged(a) : always(a, 0) ? unchanged(b) : undefined;
    case 'subtract':
      return always(b, 0) ? unchanged(a) : undefined;
    case 'multiply':
      return always(b, 1) ? unchanged(a) : always(a, 1) ? unchanged(b) : undefined;
    case 'divide':
      return always(b, 1) ? unchanged(a) : undefined;
    case 'negate': {
      const inner = producers.get(a);
      return inner?.op === 'negate' ? inner.inputs[0] : undefined;
    }
    case 'reshape':
    case 'broadcast':
      return unchanged(a);
    default:
      return undefined;
  }
}

/** An element-wise op broadcasts its operands itself, as long as one still has the result's shape. */
function withoutBroadcasts(node: Node, producers: ReadonlyMap<Value, Node>, updates: Updates): Node {
  if (!isElementwise(node.op)) return node;
  const inputs = [...node.inputs];
  for (const [index, input] of inputs.entries()) {
    const producer = producers.get(input);
    if (producer?.op !== 'broadcast' || !updates.never(producer.inputs[0])) continue;
    const tried = inputs.with(index, producer.inputs[0]);
    if (sameShape(broadcastOf(node.op, tried), node.outputs[0].shape)) inputs[index] = producer.inputs[0];
  }
  return inputs.some((input, index) => input !== node.inputs[index]) ? { ...node, inputs } : node;
}

const broadcastOf = (op: string, inputs: readonly Value[]): Shape =>
  broadcastShapes(
    op,
    inputs.map((input) => input.shape),
  );

/** reshape(reshape(x)) is one reshape of x. */
function reshapeOnce(node: Node, producers: ReadonlyMap<Value, Node>): Node[] | undefined {
  const inner = node.op === 'reshape' ? producers.get(node.inputs[0]) : undefined;
  return inner?.op === 'reshape' ? [{ ...node, inputs: [inner.inputs[0]] }] : undefined;
}

/** reshape(a) + reshape(b), each read here alone, is reshape(a + b): gradients meet before the view. */
function reshapeLast(
  node: Node,
  producers: ReadonlyMap<Value, Node>,
  readOnce: (value: Value) => boolean,
): Node[] | undefined {
  if (node.op !== 'add' || !node.inputs.every(readOnce)) return undefined;
  const sources = node.inputs.map((input) => {
    const producer = producers.get(input);
    return producer?.op === 'reshape' ? producer.inputs[0] : undefined;
  });
  const [a, b] = sources;
  if (!a || !b || !sameShape(a.shape, b.shape) || !sameShape(node.inputs[0].shape, node.inputs[1].shape))
    return undefined;
  const [output] = node.outputs;
  const sum = output.graph.derive('add', [a, b], {}, { scope: node.scope });
  const view = output.graph.derive('reshape', sum.outputs, { shape: output.shape }, { reuse: [output] });
  return [sum, { ...view, scope: node.scope }];
}
