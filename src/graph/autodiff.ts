// Reverse-mode differentiation: walks the traced nodes backwards and appends their gradients.

import { TesseraError } from '../base/errors';
import type { Graph } from './graph';
import { opDefinition } from './op';
import { add, ones } from './ops/elementwise';
import { elementCount, type Node, type Value } from './value';

/**
 * Appends to the graph the gradient of a one-element `loss` with respect to each of `targets`
 * and returns them in order. A target the loss does not depend on is an error, because training it
 * silently with zeros hides a mistake in the model.
 */
export function gradients(loss: Value, targets: readonly Value[]): Value[] {
  if (elementCount(loss.shape) !== 1)
    throw new TesseraError(
      `The loss "${loss.name}" has shape [${loss.shape.join(', ')}]; reduce it to one element.`,
    );
  const graph = loss.graph;
  const dependent = dependentValues(graph, targets);
  const accumulated = new Map<Value, Value>([[loss, ones(graph, loss.shape)]]);
  const forward = [...graph.nodes];

  for (const node of forward.reverse()) backward(graph, node, dependent, accumulated);

  return targets.map((target) => {
    const gradient = accumulated.get(target);
    if (!gradient)
      throw new TesseraError(`The loss does not depend on "${target.name}". Leave it out or use it.`);
    return gradient;
  });
}

function backward(graph: Graph, node: Node, dependent: Set<Value>, accumulated: Map<Value, Value>): void {
  const outputGradients = node.outputs.map((output) => accumulated.get(output));
  if (outputGradients.every((gradient) => !gradient)) return;
  const needed = node.inputs.map((input) => dependent.has(input));
  if (!needed.includes(true)) return;
  const rule = opDefinition(node.op).gradient;
  if (!rule) throw new TesseraError(`Op "${node.op}" (${node.scope || 'top level'}) has no gradient.`);
  graph.scope(node.scope ? `gradient.${node.scope}` : 'gradient', () => {
    for (const [index, gradient] of rule(node, outputGradients, needed).entries()) {
      const input = node.inputs[index];
      if (!gradient || !needed[index]) continue;
      const previous = accumulated.get(input);
      accumulated.set(input, previous ? add(previous, gradient) : gradient);
    }
  });
}

/** Every value through which a target can influence something. */
function dependentValues(graph: Graph, targets: readonly Value[]): Set<Value> {
  const dependent = new Set(targets);
  for (const node of graph.nodes)
    if (node.inputs.some((input) => dependent.has(input)))
      for (const output of node.outputs) dependent.add(output);
  return dependent;
}
