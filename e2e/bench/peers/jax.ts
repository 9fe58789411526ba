// jax-js as a peer: products and whole steps compiled by its `jit`.

import {
  defaultDevice,
  init,
  type Array as JaxArray,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import type { Peer, Rival } from '../../../src/bench/contender';
import type { GemmProblem, Problem, StepProblem } from '../../../src/bench/problem';
import { attention } from './jaxAttention';
import { clickStep } from './jaxClicks';
import {
  logitsOf,
  type Parameters,
  type Statistics,
  startingParameters,
  startingStatistics,
} from './jaxModels';
import { convolution, embedding, smallProducts } from './jaxOperations';
import { compiled, trained } from './jaxProgram';
import { correctionsOf, runningOf, startingMoments, type Trained, update } from './jaxUpdate';

export async function openJax(): Promise<Peer> {
  await init('webgpu');
  defaultDevice('webgpu');
  return { implementation: 'jax-js', rival };
}

function rival(problem: Problem): (() => Promise<Rival>) | null {
  switch (problem.kind) {
    case 'gemm':
      return async () => gemm(problem);
    case 'attention':
      return async () => attention(problem);
    case 'convolution':
      return async () => convolution(problem);
    case 'embedding':
      return async () => embedding(problem);
    case 'smallProducts':
      return async () => smallProducts(problem);
    case 'step':
      return async () => step(problem);
    case 'clickStep':
      return async () => clickStep(problem);
    default:
      return null;
  }
}

const gemm = ({ layout, a, aShape, b, bShape }: GemmProblem): Rival =>
  compiled({ a: np.array(a, { shape: aShape }), b: np.array(b, { shape: bShape }) }, ({ a, b }) => ({
    c: np.matmul(layout[0] === 'T' ? a.transpose() : a, layout[1] === 'T' ? b.transpose() : b),
  }));

type State = Trained & { running: Statistics };
type Batch = { x: JaxArray; y: JaxArray; corrections: JaxArray[] };

function step(problem: StepProblem): Rival {
  const { model, batch, images, targets } = problem;
  const lossAndGradients = valueAndGrad(
    (parameters: Parameters, x: JaxArray, y: JaxArray): [JaxArray, Statistics] => {
      const { logits, statistics } = logitsOf(model, parameters, x);
      return [nn.logSoftmax(logits).mul(y).sum().div(-batch), statistics];
    },
    { hasAux: true },
  );
  const parameters = startingParameters(problem);
  return trained<State, Batch>(
    {
      parameters,
      moments: startingMoments(problem, parameters),
      running: startingStatistics(problem),
    },
    ({ running, ...moving }, { x, y, corrections }) => {
      const [[loss, statistics], gradients] = lossAndGradients(tree.ref(moving.parameters), x, y);
      const next = update(problem, moving, gradients, corrections);
      return [{ ...next, running: runningOf(running, statistics) }, loss];
    },
    (step) => ({
      x: np.array(images, { shape: [batch, model.image, model.image, model.channels] }),
      y: np.array(targets, { shape: [batch, model.classes] }),
      corrections: correctionsOf(problem, step + 1),
    }),
  );
}
