// Networks that predict costs, as functions over graph values.
//   of a set of tables:  y = head(Σ table(x_t)), the sum over the tables of one device (NeuroShard, AutoShard, DreamShard)
//   of a row of numbers: y = head(x)             (NeuroShard's communication)
// Both end in a plain sum of the last hidden layer; every other layer has a ReLU.

import type { Graph } from '../../graph/graph';
import { multiply, square, subtract } from '../../graph/ops/elementwise';
import { reduceMean, reduceSum } from '../../graph/ops/reduction';
import { reshape } from '../../graph/ops/shape';
import type { Value } from '../../graph/value';
import { uniformFanIn } from '../../nn/initialisers';
import { perceptron } from '../../nn/layers/linear';
import { type CostNetwork, isSetNetwork } from './costNetwork';

const layers = { weight: uniformFanIn, activation: 'relu' } as const;

/**
 * Declares the inputs `features` f32 [batch, slots, features] and `present` f32 [batch, slots], 1 where the slot holds a
 * table and 0 where it does not (a network of rows: `features` [batch, features] alone), and returns [batch, outputs].
 * Parameters `table1.weight`, …, `head1.weight`, ….
 */
export function predictions(graph: Graph, network: CostNetwork, batch: number, slots: number): Value {
  const { features, table, head, outputs } = network;
  const headOf = (x: Value) =>
    perceptron(x, 'head', { ...layers, widths: [...head, outputs], lastActivation: 'none' });
  if (!isSetNetwork(network)) return headOf(graph.input('features', [batch, features]));
  const rows = graph.input('features', [batch, slots, features]);
  const present = graph.input('present', [batch, slots]);
  const embedded = perceptron(rows, 'table', { ...layers, widths: table });
  // A slot without a table has biases: it must not count.
  const kept = multiply(embedded, reshape(present, [batch, slots, 1]));
  return headOf(reduceSum(kept, [1]));
}

/** The mean squared error [1] against the input `targets` [batch, outputs], as the output `loss`. */
export function squaredLoss(graph: Graph, predicted: Value): Value {
  const targets = graph.input('targets', predicted.shape);
  const loss = reshape(reduceMean(square(subtract(predicted, targets))), [1]);
  graph.output('loss', loss);
  return loss;
}
