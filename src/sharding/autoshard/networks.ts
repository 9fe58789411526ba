// AutoShard's networks (Zha et al. 2022, KDD), as graphs. All share what a table is turned into, table(x) of 32 numbers:
//   cost of a shard      cost(Σ_{t in shard} table(x_t))
//   state before step t  s_t = LSTM(LSTM([table(x_t), progress(t/T)])), over the tables in their order
//   a device d           a_d = [table(0) + Σ_{t on d} table(x_t), load(cost_d, gigabytes_d)]
//   policy               softmax_d of logit([s_t, a_d, s_t ⊙ a_d])
//   value                V(s_t)
// Devices pass the same weights, so any number of tables and of devices will do.

import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { add, elementwise, exp, log, multiply, negate, square, subtract } from '../../graph/ops/elementwise';
import { matmul } from '../../graph/ops/matmul';
import { broadcastTo, reduceSum } from '../../graph/ops/reduction';
import { concat, reshape, slice } from '../../graph/ops/shape';
import type { Value } from '../../graph/value';
import { uniformFanIn } from '../../nn/initialisers';
import { type PerceptronOptions, perceptron } from '../../nn/layers/linear';
import { stackedLstm } from '../../nn/layers/recurrent';
import { appendOptimizer } from '../../optim/optimizer';
import { squaredLoss } from '../learned/networks';
import { AUTOSHARD_FEATURES } from './features';
import { isHead, LSTM_LAYERS, type Part, STATE, VECTOR, widths } from './widths';

function layered(x: Value, part: Part): Value {
  const options: PerceptronOptions = { widths: widths[part], weight: uniformFanIn, activation: 'relu' };
  return perceptron(x, part, isHead(part) ? { ...options, lastActivation: 'none' } : options);
}

const OPTIMIZER = { dense: { kind: 'adamw' }, clipNorm: 40 } as const;

/**
 * One update of the cost network, by regression. Inputs `features` [tables, 21] of all training tables, `placed`
 * [batch, tables], 1 where the table is in the shard, `targets` [batch, 1]; output `loss`, the mean squared error.
 */
export function costStep({ tables, batch }: { tables: number; batch: number }): Graph {
  const graph = new Graph();
  const vectors = layered(graph.input('features', [tables, AUTOSHARD_FEATURES]), 'table');
  const loss = squaredLoss(graph, layered(matmul(graph.input('placed', [batch, tables]), vectors), 'cost'));
  // Moments of its own, so that a state may hand on the table network without them.
  graph.scope('cost', () => appendOptimizer(graph, loss, { dense: OPTIMIZER.dense }));
  return graph;
}

export interface PolicyShape {
  episodes: number;
  /** Most tables of a task. */
  tables: number;
  devices: number;
}

/**
 * Declares for each episode, its tables in the order in which they are placed: `features` [E, T + 1, 21], after the last
 * table a row of zeros, the dummy that lies on every device; `progress` [E, T, 1]; `placed` [E, T·D, T + 1], 1 where the
 * table lies on the device before the step, and for the dummy; `loads` [E, T·D, 2], the device's predicted cost and its
 * gigabytes. Returns the logits [E·T, D] and the values [E·T, 1].
 */
export function policyOutputs(graph: Graph, { episodes, tables, devices }: PolicyShape) {
  const steps = episodes * tables;
  const vectors = layered(graph.input('features', [episodes, tables + 1, AUTOSHARD_FEATURES]), 'table');
  const progress = layered(graph.input('progress', [episodes, tables, 1]), 'progress');
  const own = slice(vectors, [0, 0, 0], [episodes, tables, VECTOR]);
  const states = stackedLstm(concat([own, progress], 2), 'memory', STATE, LSTM_LAYERS);
  const lying = matmul(graph.input('placed', [episodes, tables * devices, tables + 1]), vectors);
  const loads = layered(graph.input('loads', [episodes, tables * devices, 2]), 'load');
  const actions = reshape(concat([lying, loads], 2), [steps, devices, STATE]);
  const shared = broadcastTo(reshape(states, [steps, 1, STATE]), [steps, devices, STATE]);
  const logits = layered(concat([shared, actions, multiply(shared, actions)], 2), 'logit');
  return {
    logits: reshape(logits, [steps, devices]),
    values: layered(reshape(states, [steps, STATE]), 'value'),
  };
}

const ENTROPY = 1e-3;
const BASELINE = 0.5;

/**
 * One update of the policy and of the values, by the sum over steps of
 *   −advantage·log p(chosen) − 0.001·entropy + 0.5·½·(return − V)²,
 * the gradient clipped to a norm of 40. Further inputs: `advantages` [E·T, D], at the device that was chosen and 0
 * elsewhere; `returns` [E·T, 1]; `steps` [E·T, 1], 1 for a step and 0 for padding.
 */
export function policyStep(shape: PolicyShape): Graph {
  const graph = new Graph();
  const { logits, values } = policyOutputs(graph, shape);
  const advantages = graph.input('advantages', logits.shape);
  const [returns, steps] = ['returns', 'steps'].map((name) => graph.input(name, values.shape));
  const logs = elementwise('subtract', logits, log(reduceSum(exp(logits), [1], true)));
  const gain = reduceSum(multiply(advantages, logs));
  const entropies = negate(reduceSum(multiply(exp(logs), logs), [1], true));
  const entropy = multiply(reduceSum(multiply(steps, entropies)), ENTROPY);
  const errors = reduceSum(multiply(steps, square(subtract(returns, values))));
  const loss = reshape(subtract(multiply(errors, BASELINE / 2), add(gain, entropy)), [1]);
  graph.output('loss', loss);
  appendOptimizer(graph, loss, OPTIMIZER);
  return graph;
}
