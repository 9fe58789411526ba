// The models in TensorFlow.js, with the parameter names and layouts of src/nn.

import * as tf from '@tensorflow/tfjs';
import type { StepProblem } from '../../../src/bench/problem';

export type Parameters = ReadonlyMap<string, tf.Variable>;

const EPSILON = 1e-5;

/** What a batch normalisation saw, by its name. */
export type Statistics = Map<string, { mean: tf.Tensor; variance: tf.Tensor }>;

/** Logits of images [batch, image, image, channels]; batch statistics go to `statistics`. */
export function logitsOf(
  model: StepProblem['model'],
  parameters: Parameters,
  images: tf.Tensor,
  statistics: Statistics,
): tf.Tensor {
  if (model.kind === 'resnet') return resnet(model, parameters, images, statistics);
  return model.kind === 'vit' ? vit(model, parameters, images) : mlp(model, parameters, images);
}

/** x·W + b over the last axis, as one product of two matrices. */
export function linear(p: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  const weight = p.get(`${name}.weight`)!;
  const [inputs, outputs] = weight.shape;
  const rows = x.shape.slice(0, -1);
  const flat = x.reshape([rows.reduce((a, b) => a * b, 1), inputs]);
  return tf
    .matMul(flat, weight)
    .add(p.get(`${name}.bias`)!)
    .reshape([...rows, outputs]);
}

function mlp(
  model: Extract<StepProblem['model'], { kind: 'mlp' }>,
  p: Parameters,
  images: tf.Tensor,
): tf.Tensor {
  let x = images.reshape([images.shape[0], model.image * model.image * model.channels]);
  for (const index of model.hidden.keys()) x = linear(p, `layer${index + 1}`, x).relu();
  return linear(p, 'head', x);
}

function resnet(
  model: Extract<StepProblem['model'], { kind: 'resnet' }>,
  p: Parameters,
  images: tf.Tensor,
  statistics: Statistics,
): tf.Tensor {
  const convolve = (name: string, x: tf.Tensor, stride = 1, padding = 1): tf.Tensor =>
    tf.conv2d(x, p.get(`${name}.weight`)!, stride, padding, 'NHWC', 1, 'floor');
  const normalise = (name: string, x: tf.Tensor): tf.Tensor => {
    const { mean, variance } = tf.moments(x, [0, 1, 2]);
    statistics.set(name, { mean, variance });
    return tf.batchNorm(x, mean, variance, p.get(`${name}.shift`)!, p.get(`${name}.scale`)!, EPSILON);
  };
  let x = normalise('stem.norm', convolve('stem.conv', images)).relu();
  for (const [stage, width] of model.widths.entries())
    for (let block = 0; block < model.blocks[stage]; block++) {
      const name = `stage${stage + 1}.block${block + 1}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const residual =
        stride !== 1 || x.shape[3] !== width
          ? normalise(`${name}.shortcut.norm`, convolve(`${name}.shortcut.conv`, x, stride, 0))
          : x;
      const first = normalise(`${name}.norm1`, convolve(`${name}.conv1`, x, stride)).relu();
      x = normalise(`${name}.norm2`, convolve(`${name}.conv2`, first))
        .add(residual)
        .relu();
    }
  return linear(p, 'head', x.mean([1, 2]));
}

/** 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
const gelu = (x: tf.Tensor): tf.Tensor =>
  x.mul(0.5).mul(
    x
      .add(x.square().mul(x).mul(0.044715))
      .mul(Math.sqrt(2 / Math.PI))
      .tanh()
      .add(1),
  );

function vit(
  model: Extract<StepProblem['model'], { kind: 'vit' }>,
  p: Parameters,
  images: tf.Tensor,
): tf.Tensor {
  const { patch, image, channels, width, heads, depth } = model;
  const [batch] = images.shape;
  const side = image / patch;
  const normalise = (name: string, x: tf.Tensor): tf.Tensor => {
    const mean = x.mean(-1, true);
    const centred = x.sub(mean);
    const deviation = centred.square().mean(-1, true).add(EPSILON).sqrt();
    return centred
      .div(deviation)
      .mul(p.get(`${name}.scale`)!)
      .add(p.get(`${name}.shift`)!);
  };
  const patches = images
    .reshape([batch, side, patch, side, patch, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, side * side, patch * patch * channels]);
  let x = linear(p, 'patch', patches).add(p.get('position')!);
  const split = [batch, side * side, heads, width / heads];
  for (let block = 1; block <= depth; block++) {
    const name = `block${block}`;
    const packed = linear(p, `${name}.attention.qkv`, normalise(`${name}.norm1`, x));
    const [q, k, v] = tf.split(packed, 3, -1).map((part) => part.reshape(split).transpose([0, 2, 1, 3]));
    const scores = tf.matMul(q, k, false, true).mul(1 / Math.sqrt(width / heads));
    const mixed = tf.matMul(tf.softmax(scores), v).transpose([0, 2, 1, 3]);
    x = x.add(linear(p, `${name}.attention.projection`, mixed.reshape([batch, side * side, width])));
    const hidden = gelu(linear(p, `${name}.mlp.expand`, normalise(`${name}.norm2`, x)));
    x = x.add(linear(p, `${name}.mlp.contract`, hidden));
  }
  return linear(p, 'head', normalise('norm', x.mean(1)));
}
