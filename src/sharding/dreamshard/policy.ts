// DreamShard's policy (Zha et al. 2022): which device gets the next table, from what lies on each device. Tables pass a
// network of their own and are summed on each device; the predicted cost of the device passes another; both together
// give one logit, by the same weights for every device. So it takes any number of tables and of devices.
//   logit_d = w·[Σ_{t on d} table(x_t), cost(c_d)];   p = softmax over the devices with room
// Update by REINFORCE with a bonus for entropy: the loss is −Σ advantage·log p(chosen) − β·Σ entropy, over all steps.

import { Graph } from '../../graph/graph';
import '../../graph/ops';
import { add, elementwise, exp, log, multiply, negate } from '../../graph/ops/elementwise';
import { matmul } from '../../graph/ops/matmul';
import { reduceSum } from '../../graph/ops/reduction';
import { concat, reshape } from '../../graph/ops/shape';
import type { Value } from '../../graph/value';
import { uniformFanIn } from '../../nn/initialisers';
import { perceptron } from '../../nn/layers/linear';
import { appendOptimizer } from '../../optim/optimizer';
import { COST, TABLE } from './frozenPolicy';

export interface PolicyShape {
  /** Of a table. */
  features: number;
  /** Most tables of a task. */
  tables: number;
  devices: number;
  /** Decisions in a batch. */
  rows: number;
}

const layers = { weight: uniformFanIn, activation: 'relu' } as const;

/** Added to the logit of a device without room: as good as never, and no number overflows. */
export const FORBIDDEN = -30;

/**
 * Declares the inputs `features` [tables, features] of one task, `placed` [rows·devices, tables], 1 where the table lies
 * on the device, `costs` [rows·devices, 1] and `forbidden` [rows, devices]; returns the logits [rows, devices].
 */
export function policyLogits(graph: Graph, { features, tables, devices, rows }: PolicyShape): Value {
  const table = graph.input('features', [tables, features]);
  const placed = graph.input('placed', [rows * devices, tables]);
  const costs = graph.input('costs', [rows * devices, 1]);
  const forbidden = graph.input('forbidden', [rows, devices]);
  const sums = matmul(placed, perceptron(table, 'table', { ...layers, widths: TABLE }));
  const told = perceptron(costs, 'cost', { ...layers, widths: COST });
  const logits = perceptron(concat([sums, told], 1), 'logit', {
    ...{ ...layers, widths: [1], lastActivation: 'none' },
  });
  return add(reshape(logits, [rows, devices]), forbidden);
}

/**
 * One update. Further inputs: `advantages` [rows, devices], that of the step at the device it chose and 0 elsewhere, over
 * the number of steps; `bonus` [rows, 1], the weight of the step's entropy, 0 for rows that are no step.
 */
export function policyStep(shape: PolicyShape): Graph {
  const graph = new Graph();
  const logits = policyLogits(graph, shape);
  const advantages = graph.input('advantages', logits.shape);
  const bonus = graph.input('bonus', [shape.rows, 1]);
  const logs = elementwise('subtract', logits, log(reduceSum(exp(logits), [1], true)));
  const gain = reduceSum(multiply(advantages, logs));
  const entropy = negate(reduceSum(multiply(exp(logs), logs), [1], true));
  const loss = reshape(negate(add(gain, reduceSum(multiply(bonus, entropy)))), [1]);
  graph.output('loss', loss);
  appendOptimizer(graph, loss, { dense: { kind: 'adamw' } });
  return graph;
}
