// The DLRM step in TensorFlow.js, with the parameter names of src/nn. Losses are differentiated by the rows that were
// looked up, and only those are updated: scattering adds up what lookups of the same row contribute. Short axes are
// summed by `addN` or as a product, since its reductions take a workgroup for each sum. Its own Adagrad adds a
// constant of its own under the root.

import * as tf from '@tensorflow/tfjs';
import type { Rival } from '../../../src/bench/contender';
import type { ClickStepProblem } from '../../../src/bench/problem';
import { linear, type Parameters } from './tensorflowModels';
import { trained } from './tensorflowProgram';

export function clickStep(problem: ClickStepProblem): Rival {
  const { batch, learningRate, epsilon } = problem;
  const features = problem.dense.length / batch;
  const lookups = problem.indices.length;
  const variable = (start: () => tf.Tensor) => tf.tidy(() => tf.variable(start(), false));
  const variables = new Map(
    [...problem.parameters].map(([name, { shape, data }]) => [name, variable(() => tf.tensor(data, shape))]),
  );
  const accumulators = new Map(
    [...variables].map(([name, { shape }]) => [
      name,
      variable(() => tf.zeros(name === 'tables' ? [shape[0], 1] : shape)),
    ]),
  );
  const tables = variables.get('tables')!;
  const dense = [...variables].filter(([name]) => name !== 'tables');
  const [, dimension] = tables.shape;
  const share = tf.tensor(new Float32Array(dimension).fill(1 / dimension), [dimension, 1]);
  const triangle = lowerTriangle(1 + problem.blocks.reduce((sum, block) => sum + block.tables, 0));

  /** What is left of a parameter whose accumulator has been moved. */
  const moved = (parameter: tf.Tensor, gradient: tf.Tensor, accumulator: tf.Tensor): tf.Tensor =>
    parameter.sub(gradient.mul(learningRate).div(accumulator.sqrt().add(epsilon)));

  function takeStep(): tf.Tensor {
    const inputs = tf.tensor(problem.dense, [batch, features]);
    const places = tf.tensor(problem.indices, [lookups, 1], 'int32');
    const mask = tf.tensor(problem.mask, [batch, lookups / batch, 1]);
    const labels = tf.tensor(problem.labels, [batch, 1]);
    const wanted = places.reshape([lookups]);
    const rows = tf.gather(tables, wanted);
    const { value, grads } = tf.valueAndGrads(() => {
      const logits = logitsOf(problem, variables, { inputs, rows, mask, triangle });
      return tf.softplus(logits).sub(logits.mul(labels)).mean();
    })([rows, ...dense.map(([, variable]) => variable)]);
    for (const [index, [name, variable]] of dense.entries()) {
      const gradient = grads[1 + index];
      const accumulator = accumulators.get(name)!;
      accumulator.assign(accumulator.add(gradient.square()));
      variable.assign(moved(variable, gradient, accumulator));
    }
    // Lookups of one row all write the same.
    const gradient = tf.gather(tf.scatterND(places, grads[0], tables.shape), wanted);
    const sums = accumulators.get('tables')!;
    const accumulator = tf.gather(sums, wanted).add(tf.matMul(gradient.square(), share));
    sums.assign(tf.tensorScatterUpdate(sums, places, accumulator));
    tables.assign(tf.tensorScatterUpdate(tables, places, moved(rows, gradient, accumulator)));
    return value;
  }

  return trained(takeStep, () => {
    for (const constant of [share, triangle]) constant.dispose();
    for (const variable of [...variables.values(), ...accumulators.values()]) variable.dispose();
  });
}

/** [vectors², pairs]: takes all products of vectors to those of a vector with one before it, row by row. */
function lowerTriangle(vectors: number): tf.Tensor {
  const pairs = (vectors * (vectors - 1)) / 2;
  const matrix = new Float32Array(vectors * vectors * pairs);
  let pair = 0;
  for (let i = 1; i < vectors; i++)
    for (let j = 0; j < i; j++) matrix[(i * vectors + j) * pairs + pair++] = 1;
  return tf.tensor(matrix, [vectors * vectors, pairs]);
}

/** x·xᵀ of every sample; one product backwards, where autodiff would take two. */
const productsOf = tf.customGrad((x: tf.Tensor, save) => {
  save([x]);
  return {
    value: tf.matMul(x, x, false, true),
    gradFunc: (slope, [x]) => tf.matMul(slope.add(slope.transpose([0, 2, 1])), x),
  };
});

interface Traced {
  inputs: tf.Tensor;
  /** [lookups, D]. */
  rows: tf.Tensor;
  mask: tf.Tensor;
  triangle: tf.Tensor;
}

function logitsOf(
  { batch, layers, blocks }: ClickStepProblem,
  p: Parameters,
  { inputs, rows, mask, triangle }: Traced,
): tf.Tensor {
  let x = inputs;
  for (let layer = 1; layer <= layers.bottom; layer++) x = linear(p, `bottom${layer}`, x).relu();
  const dimension = x.shape[1];
  const slots = blocks.map((block) => block.tables * block.slots);
  const bags = tf
    .split(rows.reshape([batch, rows.shape[0] / batch, dimension]).mul(mask), slots, 1)
    .map((part, index) => {
      const { tables, slots } = blocks[index];
      if (slots === 1) return part;
      const bySlot = tf.split(part.reshape([batch, tables, slots, dimension]), slots, 2);
      return tf.addN(bySlot).reshape([batch, tables, dimension]);
    });
  const vectors = tf.concat([x.reshape([batch, 1, dimension]), ...bags], 1);
  const products = productsOf(vectors).reshape([batch, vectors.shape[1] ** 2]);
  x = tf.concat([x, tf.matMul(products, triangle)], 1);
  for (let layer = 1; layer < layers.top; layer++) x = linear(p, `top${layer}`, x).relu();
  return linear(p, `top${layers.top}`, x);
}
