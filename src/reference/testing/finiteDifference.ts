// Checks gradient rules: along random directions d, the gradient's g·d must equal the slope of the
// loss measured by central differences in float64. State is cloned for every evaluation, so running
// statistics and updated inputs never leak from one to the next.

import { TesseraError } from '../../base/errors';
import { streamOf } from '../../base/philox';
import { RandomStream } from '../../base/randomStream';
import { gradients } from '../../graph/autodiff';
import { Graph } from '../../graph/graph';
import { elementCount, type Node, type Value } from '../../graph/value';
import '../../graph/ops';
import { interpret, type ReferenceState, referenceState } from '../interpreter';
import '../ops';
import { type Tensor, tensor } from '../tensor';

export interface GradientCheck {
  /** Traces the loss (one element) and names the parameters, states or inputs to differentiate by. */
  build(graph: Graph): { loss: Value; targets: readonly Value[] };
  /** Inputs by name, row-major. An f32 input that is left out gets standard normals. */
  feeds?: Readonly<Record<string, ArrayLike<number>>>;
  seed?: number;
  /** Random directions tried for each target. Default 3. */
  directions?: number;
  /** Allowed |slope − g·d| relative to the larger of the two. Default 1e-6. */
  tolerance?: number;
}

interface Situation {
  forward: readonly Node[];
  loss: Value;
  state: ReferenceState;
  feeds: Map<Value, Tensor>;
}

/** Smaller than any curvature of interest, larger than float64's rounding of the loss. */
const STEP = 1e-5;
/** A kink (ReLU, max pooling) that the first step crosses is rarely crossed by the second. */
const STEP_FRACTIONS = [1, 1 / 16];
const ROUNDING = 2 ** -52;

/**
 * Traces `build`, differentiates it and compares g·d with central differences for every target.
 * Throws a `TesseraError` that names the op, the target and both slopes.
 */
export function checkGradient(check: GradientCheck): void {
  const { seed = 1, directions = 3, tolerance = 1e-6 } = check;
  const graph = new Graph();
  const { loss, targets } = check.build(graph);
  const last = graph.nodes.findIndex((node) => node.outputs.includes(loss));
  const forward = graph.nodes.slice(0, last + 1);
  const gradientValues = gradients(loss, targets);
  const state = referenceState(graph, seed);
  const situation: Situation = { forward, loss, state, feeds: feedsOf(graph, check.feeds ?? {}, seed) };
  const known = interpret(graph.nodes, cloned(state), cloned(situation.feeds));

  for (const [index, target] of targets.entries()) {
    const gradient = known.get(gradientValues[index])!;
    const random = new RandomStream(seed, streamOf(`direction/${target.name}`));
    for (let trial = 0; trial < directions; trial++) {
      const direction = Float64Array.from(gradient.data, () => random.nextNormal());
      const expected = gradient.data.reduce((sum, g, i) => sum + g * direction[i], 0);
      const slopes = measureSlopes(situation, target, direction);
      if (slopes.some(({ slope, noise }) => agrees(slope, expected, noise, tolerance))) continue;
      throw new TesseraError(
        `gradient of ${target.name} through ${opsOf(forward)}: g·d = ${expected}, but the loss has slope ` +
          `${slopes.map(({ slope }) => slope).join(' or ')} (direction ${trial}, tolerance ${tolerance}).`,
      );
    }
  }
}

/** NaN agrees with nothing. */
const agrees = (slope: number, expected: number, noise: number, tolerance: number): boolean =>
  Math.abs(slope - expected) <= tolerance * Math.max(Math.abs(slope), Math.abs(expected)) + noise;

function measureSlopes(situation: Situation, target: Value, direction: Float64Array) {
  const { data } = (situation.state.get(target) ?? situation.feeds.get(target))!;
  const rootMeanSquare = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0) / Math.max(data.length, 1));
  return STEP_FRACTIONS.map((fraction) => {
    const step = fraction * STEP * Math.max(rootMeanSquare, 0.1);
    const above = lossAt(situation, target, direction, step);
    const below = lossAt(situation, target, direction, -step);
    const noise = (16 * ROUNDING * Math.max(Math.abs(above), Math.abs(below), 1)) / step;
    return { slope: (above - below) / (2 * step), noise };
  });
}

function lossAt({ forward, loss, state, feeds }: Situation, target: Value, d: Float64Array, step: number) {
  const moved = cloned(state);
  const movedFeeds = cloned(feeds);
  const tensor = (moved.get(target) ?? movedFeeds.get(target))!;
  for (let i = 0; i < d.length; i++) tensor.data[i] += step * d[i];
  return interpret(forward, moved, movedFeeds).get(loss)!.data[0];
}

function feedsOf(graph: Graph, given: NonNullable<GradientCheck['feeds']>, seed: number): Map<Value, Tensor> {
  const feeds = new Map<Value, Tensor>();
  for (const input of graph.inputs) {
    const data = given[input.name];
    const count = elementCount(input.shape);
    if (data && data.length !== count)
      throw new TesseraError(`The feed of "${input.name}" has ${data.length} elements, expected ${count}.`);
    if (!data && input.dtype !== 'f32')
      throw new TesseraError(`Feed "${input.name}": only f32 inputs are made up.`);
    const random = new RandomStream(seed, streamOf(input.name));
    feeds.set(input, tensor(input.shape, data ?? random.fillNormal(new Float32Array(count))));
  }
  return feeds;
}

const cloned = <K>(tensors: ReadonlyMap<K, Tensor>): Map<K, Tensor> =>
  new Map([...tensors].map(([key, { shape, data }]) => [key, { shape, data: data.slice() }]));

const opsOf = (nodes: readonly Node[]): string => {
  const names = [...new Set(nodes.map((node) => node.op))];
  return names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', ');
};
