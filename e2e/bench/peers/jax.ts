// jax-js as a peer: products and whole steps compiled by its `jit`.

import {
  defaultDevice,
  init,
  type Array as JaxArray,
  jit,
  nn,
  numpy as np,
  tree,
  valueAndGrad,
} from '@jax-js/jax';
import type { GemmContender, Peer, StepContender } from '../contender';
import type { GemmProblem } from '../gemm';
import type { StepProblem } from '../stepProblem';
import {
  logitsOf,
  type Parameters,
  type Statistics,
  startingParameters,
  startingStatistics,
} from './jaxModels';
import { correctionsOf, runningOf, startingMoments, type Trained, update } from './jaxUpdate';

export async function openJax(): Promise<Peer> {
  await init('webgpu');
  defaultDevice('webgpu');
  return { implementation: 'jax-js', gemm, step };
}

function gemm({ layout, a, aShape, b, bShape }: GemmProblem): GemmContender {
  const x = np.array(a, { shape: aShape });
  const y = np.array(b, { shape: bShape });
  const product = jit((left: JaxArray, right: JaxArray) =>
    np.matmul(layout[0] === 'T' ? left.transpose() : left, layout[1] === 'T' ? right.transpose() : right),
  );
  let last: JaxArray | undefined;
  return {
    multiply: () => {
      last?.dispose();
      last = product(x.ref, y.ref);
    },
    idle: async () => {
      await last?.blockUntilReady();
    },
    result: () => last!.ref.data(),
    dispose: () => {
      last?.dispose();
      tree.dispose([x, y]);
      product.dispose();
    },
  };
}

type State = Trained & { running: Statistics };

function step(problem: StepProblem): StepContender {
  const { model, batch, images, targets } = problem;
  const lossAndGradients = valueAndGrad(
    (parameters: Parameters, x: JaxArray, y: JaxArray): [JaxArray, Statistics] => {
      const { logits, statistics } = logitsOf(model, parameters, x);
      return [nn.logSoftmax(logits).mul(y).sum().div(-batch), statistics];
    },
    { hasAux: true },
  );
  const trainStep = jit(
    (
      { running, ...trained }: State,
      x: JaxArray,
      y: JaxArray,
      corrections: JaxArray[],
    ): [State, JaxArray] => {
      const [[loss, statistics], gradients] = lossAndGradients(tree.ref(trained.parameters), x, y);
      const next = update(problem, trained, gradients, corrections);
      return [{ ...next, running: runningOf(running, statistics) }, loss];
    },
  );

  const parameters = startingParameters(problem);
  let state: State = {
    parameters,
    moments: startingMoments(problem, parameters),
    running: startingStatistics(problem),
  };
  let count = 0;
  let last: JaxArray | undefined;
  const imageShape = [batch, model.image, model.image, model.channels];
  return {
    step: () => {
      last?.dispose();
      const x = np.array(images, { shape: imageShape });
      const y = np.array(targets, { shape: [batch, model.classes] });
      [state, last] = trainStep(state, x, y, correctionsOf(problem, ++count));
    },
    loss: async () => (await last!.ref.data())[0],
    dispose: () => {
      last?.dispose();
      tree.dispose(state);
      trainStep.dispose();
    },
  };
}
