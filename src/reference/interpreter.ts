// Runs a graph in float64, node by node, for clarity and not for speed: the oracle of every test.
// Feeds stay on the caller's side; parameters and states live in `ReferenceState` and are updated in place.

import { TesseraError } from '../base/errors';
import type { Graph } from '../graph/graph';
import { startingElements } from '../graph/initialise';
import { elementCount, type Node, type Value } from '../graph/value';
import { type Tensor, tensor } from './tensor';

/**
 * Computes a node's outputs from its inputs, in the op's order. An op that updates inputs writes
 * into their `data`; every other input is read only.
 */
export type ReferenceOp = (inputs: readonly Tensor[], node: Node) => Tensor[];

const references = new Map<string, ReferenceOp>();

export function defineReference(op: string, reference: ReferenceOp): void {
  if (references.has(op)) throw new TesseraError(`Two references are defined for op "${op}".`);
  references.set(op, reference);
}

export const referenceOps = (): string[] => [...references.keys()].sort();

export function referenceOf(op: string): ReferenceOp {
  const reference = references.get(op);
  if (!reference) throw new TesseraError(`Op "${op}" has no reference. Add one under src/reference/ops/.`);
  return reference;
}

/** Parameters and states by value. */
export type ReferenceState = Map<Value, Tensor>;

export function referenceState(graph: Pick<Graph, 'parameters' | 'states'>, seed: number): ReferenceState {
  const values = [...graph.parameters, ...graph.states];
  return new Map(values.map((value) => [value, tensor(value.shape, startingElements(value, seed))]));
}

/** Runs `nodes` in order and returns every value they touch. `feeds` are the graph's inputs. */
export function interpret(
  nodes: readonly Node[],
  state: ReferenceState,
  feeds: ReadonlyMap<Value, Tensor>,
): Map<Value, Tensor> {
  const known = new Map<Value, Tensor>([...state, ...feeds]);
  for (const node of nodes) {
    const inputs = node.inputs.map((input) => {
      if (input.role === 'constant' && !known.has(input)) known.set(input, constantTensor(input));
      const found = known.get(input);
      if (!found)
        throw new TesseraError(`"${input.name}" is needed by ${node.op} but has no value. Feed it.`);
      return found;
    });
    for (const [index, output] of referenceOf(node.op)(inputs, node).entries()) {
      const expected = node.outputs[index];
      if (output.data.length !== elementCount(expected.shape))
        throw new TesseraError(
          `The reference of ${node.op} made ${output.data.length} elements for "${expected.name}".`,
        );
      known.set(expected, output);
    }
  }
  return known;
}

function constantTensor(value: Value): Tensor {
  const data = value.data ?? 0;
  return typeof data === 'number'
    ? { shape: value.shape, data: new Float64Array(elementCount(value.shape)).fill(data) }
    : tensor(value.shape, data);
}
