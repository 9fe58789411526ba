// Appends the backward pass and the in-place updates of all parameters to a traced loss.

import { ConfigError } from '../base/errors';
import { gradients } from '../graph/autodiff';
import type { Graph } from '../graph/graph';
import { multiply } from '../graph/ops/elementwise';
import { isSparseGradient, sparseRuleStates, sparseUpdate } from '../graph/ops/embedding';
import { denseRuleMoments } from '../graph/ops/optimizer';
import type { Value } from '../graph/value';
import { denseAttributes, type OptimizerConfig, type SparseOptimizer } from './config';
import { PeriodicTerm } from './periodic';

/** Where the update's nodes are traced; counting and pictures tell phases apart by it. */
const SCOPE = 'optimizer';
const zero = { kind: 'constant', value: 0 } as const;

/** A parameter of a graph and its gradient in it; that of a table is an embedding bag's. */
export interface Trained {
  parameter: Value;
  gradient: Value;
}

/** What changes from step to step: inputs `learningRate` f32 [1] and `step` u32 [1], counted from 0. */
export interface StepScalars {
  learningRate: Value;
  step: Value;
}

/** The graph's inputs `learningRate` and `step`, declared now unless it has them. */
export function stepScalars(graph: Graph): StepScalars {
  const find = (name: string) => graph.inputs.find((input) => input.name === name);
  return {
    learningRate: find('learningRate') ?? graph.input('learningRate', [1]),
    step: find('step') ?? graph.input('step', [1], 'u32'),
  };
}

/**
 * Differentiates `loss` by every parameter of the graph and updates all of them in place: dense ones in a
 * single `denseUpdate` (those with weight decay first), each embedding table in a `sparseUpdate`. Moments are
 * states named `<parameter>.<moment>`. With clipping or `reportGradientNorm` the graph gets the output
 * `gradientNorm` [1], over the dense gradients only: a table has no dense gradient to take a norm of. A periodic
 * regulariser adds the inputs `periodicAmplitude` and `periodicFrequency`, see periodic.ts. `seed` draws the
 * rounding of tables of few bits.
 */
export function appendOptimizer(graph: Graph, loss: Value, config: OptimizerConfig, seed = 0): void {
  const parameters = [...graph.parameters];
  const scalars = stepScalars(graph);
  const periodic = config.periodic && new PeriodicTerm(graph, config.periodic);
  const found = gradients(periodic?.added(loss) ?? loss, parameters);
  appendUpdates(
    graph,
    parameters.map((parameter, index) => ({ parameter, gradient: found[index] })),
    config,
    seed,
  );
  graph.scope(SCOPE, () => periodic?.appendPull(scalars.learningRate));
}

/** The updates alone, from gradients that the graph has or was given; see `appendOptimizer`. */
export function appendUpdates(
  graph: Graph,
  trained: readonly Trained[],
  config: OptimizerConfig,
  seed = 0,
): void {
  const scalars = stepScalars(graph);
  const isTable = ({ gradient }: Trained) => isSparseGradient(gradient);
  const dense = trained.filter((entry) => !isTable(entry));
  if (dense.length) updateDense(graph, decayedFirst(dense), config, scalars);
  for (const table of trained.filter(isTable)) updateTable(graph, table, config.sparse, scalars, seed);
}

const decayedFirst = (trained: readonly Trained[]): Trained[] => [
  ...trained.filter(({ parameter }) => parameter.decay),
  ...trained.filter(({ parameter }) => !parameter.decay),
];

function updateDense(graph: Graph, trained: Trained[], config: OptimizerConfig, scalars: StepScalars): void {
  const attributes = denseAttributes(config.dense);
  const parameters = trained.map(({ parameter }) => parameter);
  const collected = trained.map(({ gradient }) => gradient);
  const clipped = config.clipNorm !== undefined;
  const scale =
    clipped || config.reportGradientNorm ? measureNorm(graph, collected, config.clipNorm) : undefined;
  const moments = denseRuleMoments[attributes.rule].map((moment) =>
    parameters.map((parameter) => momentOf(graph, parameter, moment)),
  );
  const tensors = [...parameters, ...collected, ...moments.flat()];
  const rates = [scalars.learningRate, scalars.step, ...(clipped && scale ? [scale] : [])];
  graph.scope(SCOPE, () =>
    graph.apply('denseUpdate', [...tensors, ...rates], {
      ...attributes,
      count: parameters.length,
      moments: moments.length,
      clipped,
    }),
  );
}

/** Outputs the joint norm and returns the factor that clips it. */
function measureNorm(graph: Graph, collected: Value[], clipNorm = Number.POSITIVE_INFINITY): Value {
  if (!(clipNorm > 0)) throw new ConfigError(`clipNorm must be positive, got ${clipNorm}.`);
  const [norm, scale] = graph.scope(SCOPE, () =>
    graph.apply('clipByGlobalNorm', collected, { maximum: clipNorm }),
  );
  graph.output('gradientNorm', norm);
  return scale;
}

function updateTable(
  graph: Graph,
  { parameter, gradient }: Trained,
  optimizer: SparseOptimizer | undefined,
  { learningRate, step }: StepScalars,
  seed: number,
): void {
  if (!optimizer)
    throw new ConfigError(`"${parameter.name}" is an embedding table: give the optimizer a "sparse" rule.`);
  const { kind: rule, epsilon = 1e-8, beta1, beta2, learningRateFactor = 1, rounding } = optimizer;
  // A coded table's own shape is that of its words.
  const { shape } = gradient;
  const states = sparseRuleStates[rule].map(({ name, perRow }) =>
    momentOf(graph, parameter, name, perRow ? [shape[0]] : shape),
  );
  graph.scope(SCOPE, () => {
    const rate = learningRateFactor === 1 ? learningRate : multiply(learningRate, learningRateFactor);
    const scalars = { learningRate: rate, step, epsilon, beta1, beta2 };
    sparseUpdate(parameter, gradient, { rule, states, ...scalars, rounding, seed });
  });
}

/** The state `<parameter>.<moment>`. */
const momentOf = (graph: Graph, parameter: Value, moment: string, shape = parameter.shape): Value =>
  graph.state(`${parameter.name}.${moment}`, shape, zero);
