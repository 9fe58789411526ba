// Judges a graph pass: interpreted in float64, the graph must give the same outputs and leave the same
// parameters and states before and after it.

import { expect } from 'vitest';
import { RandomStream } from '../../base/randomStream';
import type { Graph } from '../../graph/graph';
import type { Pass, PassGraph } from '../../graph/passes';
import { elementCount, type Value } from '../../graph/value';
import { interpret, type ReferenceState, referenceState } from '../interpreter';
import '../ops';
import { type Tensor, tensor } from '../tensor';

/** Reassociated sums differ in the last bits. */
const TOLERANCE = 1e-12;

/** Applies `pass` to all of `graph`, checks it, and returns what it made. */
export function expectSameAfter(
  pass: Pass,
  graph: Graph,
  feeds: Readonly<Record<string, ArrayLike<number>>> = {},
): PassGraph {
  const before: PassGraph = { nodes: graph.nodes, outputs: [...graph.outputs.values()] };
  const after = pass(before);
  for (const [index, output] of before.outputs.entries()) expect(after.outputs[index]).toBe(output);
  const [expected, actual] = [before, after].map(({ nodes }) => {
    const state = randomState(graph);
    return { state, known: interpret(nodes, state, randomFeeds(graph, feeds)) };
  });
  for (const value of before.outputs) expectEqual(value, actual.known.get(value), expected.known.get(value));
  for (const value of expected.state.keys())
    expectEqual(value, actual.state.get(value), expected.state.get(value));
  return after;
}

function expectEqual(value: Value, actual: Tensor | undefined, expected: Tensor | undefined): void {
  expect(actual, `"${value.name}" was not computed`).toBeDefined();
  if (!actual || !expected) return;
  const scale = Math.max(1, ...expected.data.map(Math.abs).filter(Number.isFinite));
  const wrong = expected.data.findIndex((x, i) => {
    const y = actual.data[i];
    return !Object.is(x, y) && !(Math.abs(x - y) <= TOLERANCE * scale);
  });
  if (wrong >= 0)
    expect.fail(
      `"${value.name}" element ${wrong} is ${actual.data[wrong]} after the pass, ${expected.data[wrong]} before.`,
    );
}

/** Parameters and states, moved off their starting points so that zeros and ones hide nothing. */
function randomState(graph: Graph): ReferenceState {
  const state = referenceState(graph, 1);
  const random = new RandomStream(1, 2);
  for (const { data } of state.values())
    for (let i = 0; i < data.length; i++) data[i] += 0.1 * random.nextUniform();
  return state;
}

function randomFeeds(graph: Graph, given: Readonly<Record<string, ArrayLike<number>>>): Map<Value, Tensor> {
  const random = new RandomStream(1, 3);
  return new Map(
    graph.inputs.map((input) => {
      const made = Array.from({ length: elementCount(input.shape) }, () => random.nextNormal());
      const data = given[input.name] ?? (input.dtype === 'f32' ? made : made.map(() => 0));
      return [input, tensor(input.shape, data)];
    }),
  );
}
