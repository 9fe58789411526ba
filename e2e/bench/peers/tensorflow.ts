// TensorFlow.js with its WebGPU backend as a peer: products, and steps by `variableGrads` and its optimizers.

import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import type { Peer, Rival } from '../../../src/bench/contender';
import type { GemmProblem, Problem, StepProblem } from '../../../src/bench/problem';
import { clickStep } from './tensorflowClicks';
import { logitsOf, type Statistics } from './tensorflowModels';
import { attention, convolution, embedding, smallProducts } from './tensorflowOperations';
import { computed, trained } from './tensorflowProgram';

/** Share of the newest batch in the running statistics. */
const NEWEST = 0.1;

export async function openTensorFlow(): Promise<Peer> {
  await tf.setBackend('webgpu');
  await tf.ready();
  return { implementation: 'tfjs', rival };
}

function rival(problem: Problem): (() => Promise<Rival>) | null {
  switch (problem.kind) {
    case 'gemm':
      return async () => gemm(problem);
    case 'convolution':
      return problem.groups === 1 ? async () => convolution(problem) : null;
    case 'attention':
      return problem.backward ? null : async () => attention(problem);
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
  computed({ a: tf.tensor(a, aShape), b: tf.tensor(b, bShape) }, ({ a, b }) => ({
    c: tf.matMul(a, b, layout[0] === 'T', layout[1] === 'T'),
  }));

/** Variables need names that no other model has. */
let models = 0;

function step(problem: StepProblem): Rival {
  const { model, batch, images, targets, learningRate, optimizer } = problem;
  const prefix = `model${models++}/`;
  const variables = new Map(
    [...problem.parameters].map(([name, { shape, data }]) => {
      const initial = tf.tensor(data, shape);
      const variable = tf.variable(initial, true, prefix + name);
      initial.dispose();
      return [name, variable];
    }),
  );
  const running = new Map<string, { mean: tf.Variable; variance: tf.Variable }>();
  const rule =
    optimizer.kind === 'adamw'
      ? tf.train.adam(learningRate, 0.9, 0.999, 1e-8)
      : tf.train.momentum(learningRate, optimizer.kind === 'sgd' ? (optimizer.momentum ?? 0) : 0);
  const decayed = [...problem.parameters].flatMap(([name, { decay }]) =>
    decay ? [variables.get(name)!] : [],
  );
  const weightDecay = optimizer.weightDecay ?? 0;

  function takeStep(): tf.Tensor {
    const x = tf.tensor(images, [batch, model.image, model.image, model.channels]);
    const y = tf.tensor(targets, [batch, model.classes]);
    const statistics: Statistics = new Map();
    const { value, grads } = tf.variableGrads(() => {
      const logits = logitsOf(model, variables, x, statistics);
      for (const { mean, variance } of statistics.values()) {
        tf.keep(mean);
        tf.keep(variance);
      }
      return tf.logSoftmax(logits).mul(y).sum().div(-batch);
    }, [...variables.values()]);
    for (const variable of decayed) {
      if (optimizer.kind === 'adamw') variable.assign(variable.mul(1 - learningRate * weightDecay));
      else grads[variable.name] = grads[variable.name].add(variable.mul(weightDecay));
    }
    rule.applyGradients(grads);
    for (const [name, { mean, variance }] of statistics) {
      follow(name, mean, variance);
      mean.dispose();
      variance.dispose();
    }
    return value;
  }

  function follow(name: string, mean: tf.Tensor, variance: tf.Tensor): void {
    const known = running.get(name);
    if (!known) {
      const start = (value: tf.Tensor, kind: string) => tf.variable(value, false, `${prefix}${name}.${kind}`);
      running.set(name, {
        mean: start(mean.mul(NEWEST), 'mean'),
        variance: start(variance.mul(NEWEST).add(1 - NEWEST), 'variance'),
      });
      return;
    }
    known.mean.assign(known.mean.mul(1 - NEWEST).add(mean.mul(NEWEST)));
    known.variance.assign(known.variance.mul(1 - NEWEST).add(variance.mul(NEWEST)));
  }

  return trained(takeStep, () => {
    rule.dispose();
    for (const variable of variables.values()) variable.dispose();
    for (const { mean, variance } of running.values()) {
      mean.dispose();
      variance.dispose();
    }
  });
}
