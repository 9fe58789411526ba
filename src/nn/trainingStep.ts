// Whole steps as graphs: what the compiler records, the reference interprets and the counter counts.

import { Graph } from '../graph/graph';
import '../graph/ops';
import { binaryCrossEntropy, softmaxCrossEntropy } from '../graph/ops/loss';
import { reduceSum } from '../graph/ops/reduction';
import { reshape } from '../graph/ops/shape';
import type { Value } from '../graph/value';
import type { OptimizerConfig } from '../optim/config';
import { appendOptimizer, stepScalars } from '../optim/optimizer';
import type { ForwardMode } from './forward';
import { isClassifier, logitsOf, type Model, traceModel } from './model';

/** What a forward pass may be given beyond its batch; see `ForwardMode`. */
export type ForwardOptions = Pick<ForwardMode, 'seed' | 'operands'>;

export interface TrainingStepOptions extends ForwardOptions {
  batchSize: number;
  optimizer: OptimizerConfig;
}

/**
 * One training step: forward, loss, backward, update.
 * Inputs: the model's (see `traceModel`), `targets` f32 [B, classes] (rows of probabilities; DLRM: [B, 1],
 * 0 to 1), `learningRate` f32 [1], `step` u32 [1].
 * Outputs: `loss` [1], the mean over the batch; `correct` [1], how many samples' largest logit is their
 * largest target (classifiers); `gradientNorm` [1] when the optimizer clips or reports it.
 */
export function trainingStep(model: Model, options: TrainingStepOptions): Graph {
  const graph = new Graph();
  const loss = traceLoss(graph, model, options.batchSize, options);
  appendOptimizer(graph, loss, options.optimizer, options.seed);
  return graph;
}

/** Forward pass in training mode and the loss: `trainingStep` before its backward pass. */
export function lossGraph(model: Model, batchSize: number, options: ForwardOptions = {}): Graph {
  const graph = new Graph();
  traceLoss(graph, model, batchSize, options);
  return graph;
}

/** Traces what `lossGraph` holds into a graph and returns the loss [1]. */
export function traceLoss(
  graph: Graph,
  model: Model,
  batchSize: number,
  { seed = 0, operands }: ForwardOptions = {},
): Value {
  const { step } = stepScalars(graph);
  const logits = traceModel(graph, model, batchSize, { training: true, step, seed, operands });
  const targets = graph.input('targets', [batchSize, logitsOf(model)]);
  return graph.scope('loss', () => {
    const scale = 1 / batchSize;
    if (!isClassifier(model)) return outputTotal('loss', binaryCrossEntropy(logits, targets, scale));
    const { loss, correct } = softmaxCrossEntropy(logits, targets, scale);
    outputTotal('correct', correct);
    return outputTotal('loss', loss);
  });
}

/** The forward pass with running statistics and without dropout. Output `logits` [B, classes] (DLRM: [B, 1]). */
export function evaluationStep(
  model: Model,
  { batchSize, operands }: { batchSize: number } & Pick<ForwardOptions, 'operands'>,
): Graph {
  const graph = new Graph();
  graph.output('logits', traceModel(graph, model, batchSize, { training: false, operands }));
  return graph;
}

/** Makes the sum of all elements, [1], an output. */
function outputTotal(name: string, x: Value): Value {
  const total = reshape(reduceSum(x), [1]);
  x.graph.output(name, total);
  return total;
}
