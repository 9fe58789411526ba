// Long short-term memory kernels against the float64 reference.

import { describe, it } from 'vitest';
import { checkOp, type OpInput } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import { Graph } from '../../graph/graph';
import { lstm } from '../../graph/ops/recurrent';
import { interpret } from '../../reference/interpreter';
import '../../reference/ops';
import { tensor } from '../../reference/tensor';

/** [batch, steps, units] */
const shapes = [
  [1, 1, 1],
  [3, 7, 5],
  [2, 3, 4],
  [2, 40, 31],
  [5, 3, 33],
  [4, 20, 64],
  [1, 4, 257],
  [1, 3, 68],
];

/** Weights of the size that training starts with, so that a long sequence stays tame. */
const weightOf = (units: number): OpInput => ({
  shape: [units, 4 * units],
  data: new RandomStream(3, 4).fillNormal(new Float32Array(4 * units * units), 1 / Math.sqrt(units)),
});

/** The gradient of h, the weight turned, and the cells and gates that a forward pass leaves. */
function gradientInputs(batch: number, steps: number, units: number): OpInput[] {
  const graph = new Graph();
  const shape = [batch, steps, 4 * units];
  const weight = weightOf(units);
  const [x, w] = [graph.input('x', shape), graph.input('weight', weight.shape)];
  lstm(x, w);
  const given = new RandomStream(5, 6).fillNormal(new Float32Array(batch * steps * 4 * units));
  const feeds = new Map([
    [x, tensor(shape, given)],
    [w, tensor(w.shape, weight.data)],
  ]);
  const known = interpret(graph.nodes, new Map(), feeds);
  const saved = graph.nodes[0].outputs
    .slice(1)
    .map((value) => ({ shape: value.shape, data: known.get(value)!.data }));
  const turned = Float64Array.from(weight.data!, (_, at) => {
    const [column, unit] = [Math.floor(at / units), at % units];
    return weight.data![unit * 4 * units + column];
  });
  return [{ shape: [batch, steps, units] }, { shape: [4 * units, units], data: turned }, ...saved];
}

describe.each(shapes)('batch %i, %i steps, %i units', (batch, steps, units) => {
  it('remembers', async () => {
    await checkOp({ op: 'lstm', inputs: [{ shape: [batch, steps, 4 * units] }, weightOf(units)] });
  });

  it('has the gradient through all steps', async () => {
    await checkOp({ op: 'lstmGradient', inputs: gradientInputs(batch, steps, units) });
  });
});

it('survives gates far beyond the range of exp', async () => {
  const data = Array.from({ length: 2 * 3 * 12 }, (_, index) => (index % 2 ? 300 : -300) + index);
  await checkOp({ op: 'lstm', inputs: [{ shape: [2, 3, 12], data }, weightOf(3)] });
});

it('spreads launches beyond the limit of a dimension', async () => {
  const workgroupsPerDimension = 4;
  const inputs = [{ shape: [11, 3, 20] }, weightOf(5)];
  await checkOp({ op: 'lstm', inputs, workgroupsPerDimension });
  await checkOp({ op: 'lstmGradient', inputs: gradientInputs(11, 3, 5), workgroupsPerDimension });
});
