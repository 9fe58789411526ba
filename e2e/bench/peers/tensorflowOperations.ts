// Single operations in TensorFlow.js; gradients by the kernels that its own gradients run.

import * as tf from '@tensorflow/tfjs';
import type { Rival } from '../../../src/bench/contender';
import type {
  AttentionProblem,
  ConvolutionProblem,
  EmbeddingProblem,
  SmallProductsProblem,
} from '../../../src/bench/problem';
import { computed } from './tensorflowProgram';

export function convolution(problem: ConvolutionProblem): Rival {
  const { pass, xShape, wShape, yShape, stride, padding } = problem;
  const x = () => tf.tensor(problem.x, xShape);
  const w = () => tf.tensor(problem.w, wShape);
  const dy = () => tf.tensor(problem.dy, yShape);
  const window = { strides: stride, pad: padding, dataFormat: 'NHWC', dimRoundingMode: 'floor' };
  const kernel = (name: string, inputs: Record<string, tf.Tensor>, more: object) => ({
    result: tf.engine().runKernel(name, inputs, { ...window, ...more }),
  });
  switch (pass) {
    case 'forward':
      return computed({ x: x(), w: w() }, ({ x, w }) => ({
        result: tf.conv2d(x, w, stride, padding, 'NHWC', 1, 'floor'),
      }));
    case 'inputGradient':
      return computed({ dy: dy(), filter: w() }, (inputs) =>
        kernel('Conv2DBackpropInput', inputs, { inputShape: xShape }),
      );
    case 'weightGradient':
      return computed({ x: x(), dy: dy() }, (inputs) =>
        kernel('Conv2DBackpropFilter', inputs, { filterShape: wShape }),
      );
  }
}

export function attention({ batch, tokens, heads, headDim, q, k, v }: AttentionProblem): Rival {
  const tensor = (data: Float32Array) => tf.tensor(data, [batch, tokens, heads, headDim]);
  return computed({ q: tensor(q), k: tensor(k), v: tensor(v) }, (operands) => {
    const [q, k, v] = [operands.q, operands.k, operands.v].map((x) => x.transpose([0, 2, 1, 3]));
    const weights = tf.softmax(tf.matMul(q, k, false, true).mul(1 / Math.sqrt(headDim)));
    return { o: tf.matMul(weights, v).transpose([0, 2, 1, 3]) };
  });
}

/** Rows by `gather`; the gradient is a tensor of the whole table's shape, as its autodiff makes it. */
export function embedding(problem: EmbeddingProblem): Rival {
  const { update, rows, dimension, bags, bagSize, learningRate } = problem;
  const operands = {
    table: tf.tensor(problem.table, [rows, dimension]),
    wanted: tf.tensor(Int32Array.from(problem.indices), [bags * bagSize], 'int32'),
    dy: tf.tensor(problem.dy, [bags, 1, dimension]),
  };
  return computed(operands, ({ table, wanted, dy }): Record<string, tf.Tensor> => {
    const y = tf.gather(table, wanted).reshape([bags, bagSize, dimension]).sum(1);
    if (!update) return { y };
    const slopes = tf.tile(dy, [1, bagSize, 1]).reshape([bags * bagSize, dimension]);
    const gradient = tf.unsortedSegmentSum(slopes, wanted, rows);
    return { y, table: table.sub(gradient.mul(learningRate)) };
  });
}

export const smallProducts = ({ count, size, x, w }: SmallProductsProblem): Rival =>
  computed({ x: tf.tensor(x, [size, size]), w: tf.tensor(w, [size, size]) }, ({ x, w }) => {
    let c = x;
    for (let i = 0; i < count; i++) c = tf.matMul(c, w);
    return { c };
  });
