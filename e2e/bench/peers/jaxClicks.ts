// The DLRM step as a jax-js program, with the parameter names of src/nn. Its one way to add up rows is the gradient
// of `take`, a tensor of the whole table's shape, so that the rule of the tables runs over all of their rows; for
// those that no lookup reached it changes nothing.

import { type Array as JaxArray, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Rival } from '../../../src/bench/contender';
import type { ClickStepProblem } from '../../../src/bench/problem';
import { linear, type Parameters, startingParameters } from './jaxModels';
import { trained } from './jaxProgram';

type State = { parameters: Parameters; accumulators: Parameters };
type Batch = Record<'dense' | 'indices' | 'mask' | 'labels', JaxArray>;

export function clickStep(problem: ClickStepProblem): Rival {
  const { batch } = problem;
  const features = problem.dense.length / batch;
  const slots = problem.indices.length / batch;
  const lossAndGradients = valueAndGrad((parameters: Parameters, { labels, ...inputs }: Batch) => {
    const logits = logitsOf(problem, parameters, inputs);
    return np.logaddexp(logits.ref, 0).sub(logits.mul(labels)).mean();
  });
  const parameters = startingParameters(problem);
  const accumulators = Object.fromEntries(
    Object.entries(parameters).map(([name, { shape }]) => [
      name,
      np.zeros(name === 'tables' ? [shape[0], 1] : shape),
    ]),
  );
  return trained<State, Batch>(
    { parameters, accumulators },
    (state, inputs) => {
      const [loss, gradients] = lossAndGradients(tree.ref(state.parameters), inputs);
      return [adagrad(problem, state, gradients), loss];
    },
    () => ({
      dense: np.array(problem.dense, { shape: [batch, features] }),
      indices: np.array(problem.indices, { shape: [batch, slots] }),
      mask: np.array(problem.mask, { shape: [batch, slots, 1] }),
      labels: np.array(problem.labels, { shape: [batch, 1] }),
    }),
  );
}

/** Consumes the parameters and the inputs. */
function logitsOf(
  { layers, blocks }: ClickStepProblem,
  p: Parameters,
  { dense, indices, mask }: Omit<Batch, 'labels'>,
): JaxArray {
  const [batch] = dense.shape;
  let x = dense;
  for (let layer = 1; layer <= layers.bottom; layer++) x = nn.relu(linear(p, `bottom${layer}`, x));
  const dimension = x.shape[1];
  const rows = np.take(p.tables, indices, 0).mul(mask);
  const bags = np.split(rows, startsOf(blocks).slice(1), 1).map((part, index) => {
    const { tables, slots } = blocks[index];
    return slots === 1 ? part : part.reshape([batch, tables, slots, dimension]).sum(2);
  });
  const vectors = np.concatenate([x.ref.reshape([batch, 1, dimension]), ...bags], 1);
  const count = vectors.shape[1];
  const products = np.matmul(vectors.ref, vectors.transpose([0, 2, 1]));
  const pairs = Array.from({ length: count - 1 }, (_, index) =>
    products.ref.slice([], index + 1, [0, index + 1]),
  );
  products.dispose();
  x = np.concatenate([x, ...pairs], 1);
  for (let layer = 1; layer < layers.top; layer++) x = nn.relu(linear(p, `top${layer}`, x));
  return linear(p, `top${layers.top}`, x);
}

/** The slot where each block starts. */
function startsOf(blocks: ClickStepProblem['blocks']): number[] {
  let next = 0;
  return blocks.map(({ tables, slots }) => {
    const start = next;
    next += tables * slots;
    return start;
  });
}

/** Consumes everything it is given. */
function adagrad(
  { learningRate, epsilon }: ClickStepProblem,
  { parameters, accumulators }: State,
  gradients: Parameters,
): State {
  const next: State = { parameters: {}, accumulators: {} };
  for (const [name, parameter] of Object.entries(parameters)) {
    const gradient = gradients[name];
    const squares = np.square(gradient.ref);
    const accumulator = accumulators[name].add(
      name === 'tables' ? squares.mean(1, { keepdims: true }) : squares,
    );
    next.accumulators[name] = accumulator;
    next.parameters[name] = parameter.sub(
      gradient.mul(learningRate).div(np.sqrt(accumulator.ref).add(epsilon)),
    );
  }
  return next;
}
