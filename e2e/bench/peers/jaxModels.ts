// The models as jax-js programs, with the parameter names of src/nn. Images are NCHW and filters OIHW, the
// layout of its convolution.

import { type Array as JaxArray, lax, nn, numpy as np } from '@jax-js/jax';
import type { StepProblem } from '../../../src/bench/problem';

export type Parameters = Record<string, JaxArray>;
/** Mean and variance by the name of the normalisation. */
export type Statistics = Record<string, { mean: JaxArray; variance: JaxArray }>;

export interface Traced {
  logits: JaxArray;
  /** Of this batch. */
  statistics: Statistics;
}

const EPSILON = 1e-5;

/** Consumes the parameters and x [batch, image, image, channels]. */
export function logitsOf(model: StepProblem['model'], parameters: Parameters, x: JaxArray): Traced {
  if (model.kind === 'resnet') return resnet(model, parameters, x);
  const logits = model.kind === 'vit' ? vit(model, parameters, x) : mlp(model, parameters, x);
  return { logits, statistics: {} };
}

/** x·W + b over the last axis. */
export const linear = (p: Parameters, name: string, x: JaxArray): JaxArray =>
  np.matmul(x, p[`${name}.weight`]).add(p[`${name}.bias`]);

function mlp(
  { hidden, image, channels }: Extract<StepProblem['model'], { kind: 'mlp' }>,
  p: Parameters,
  images: JaxArray,
) {
  let x = images.reshape([images.shape[0], image * image * channels]);
  for (const index of hidden.keys()) x = nn.relu(linear(p, `layer${index + 1}`, x));
  return linear(p, 'head', x);
}

function resnet(
  model: Extract<StepProblem['model'], { kind: 'resnet' }>,
  p: Parameters,
  images: JaxArray,
): Traced {
  const statistics: Statistics = {};
  const convolve = (name: string, x: JaxArray, stride = 1, padding = 1): JaxArray =>
    lax.convGeneralDilated(
      x,
      p[`${name}.weight`],
      [stride, stride],
      [
        [padding, padding],
        [padding, padding],
      ],
    );
  const normalise = (name: string, x: JaxArray): JaxArray => {
    const channels = [1, x.shape[1], 1, 1];
    const mean = x.ref.mean([0, 2, 3], { keepdims: true });
    const centred = x.sub(mean.ref);
    const variance = np.square(centred.ref).mean([0, 2, 3], { keepdims: true });
    const scaled = centred.div(np.sqrt(variance.ref.add(EPSILON))).mul(p[`${name}.scale`].reshape(channels));
    statistics[name] = { mean, variance };
    return scaled.add(p[`${name}.shift`].reshape(channels));
  };
  let x = images.transpose([0, 3, 1, 2]);
  x = nn.relu(normalise('stem.norm', convolve('stem.conv', x)));
  for (const [stage, width] of model.widths.entries())
    for (let block = 0; block < model.blocks[stage]; block++) {
      const name = `stage${stage + 1}.block${block + 1}`;
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const residual =
        stride !== 1 || x.shape[1] !== width
          ? normalise(`${name}.shortcut.norm`, convolve(`${name}.shortcut.conv`, x.ref, stride, 0))
          : x.ref;
      const first = nn.relu(normalise(`${name}.norm1`, convolve(`${name}.conv1`, x, stride)));
      x = nn.relu(normalise(`${name}.norm2`, convolve(`${name}.conv2`, first)).add(residual));
    }
  return { logits: linear(p, 'head', x.mean([2, 3])), statistics };
}

function vit(
  model: Extract<StepProblem['model'], { kind: 'vit' }>,
  p: Parameters,
  images: JaxArray,
): JaxArray {
  const { patch, image, channels, width, heads, depth } = model;
  const [batch] = images.shape;
  const side = image / patch;
  const normalise = (name: string, x: JaxArray): JaxArray => {
    const mean = x.ref.mean(-1, { keepdims: true });
    const centred = x.sub(mean);
    const variance = np.square(centred.ref).mean(-1, { keepdims: true });
    return centred
      .div(np.sqrt(variance.add(EPSILON)))
      .mul(p[`${name}.scale`])
      .add(p[`${name}.shift`]);
  };
  const patches = images
    .reshape([batch, side, patch, side, patch, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([batch, side * side, patch * patch * channels]);
  let x = linear(p, 'patch', patches).add(p.position);
  const split = [batch, side * side, heads, width / heads];
  for (let block = 1; block <= depth; block++) {
    const name = `block${block}`;
    const packed = linear(p, `${name}.attention.qkv`, normalise(`${name}.norm1`, x.ref));
    const [q, k, v] = np.split(packed, 3, -1).map((part) => part.reshape(split));
    const mixed = nn.dotProductAttention(q, k, v).reshape([batch, side * side, width]);
    x = x.add(linear(p, `${name}.attention.projection`, mixed));
    const hidden = nn.gelu(linear(p, `${name}.mlp.expand`, normalise(`${name}.norm2`, x.ref)));
    x = x.add(linear(p, `${name}.mlp.contract`, hidden));
  }
  return linear(p, 'head', normalise('norm', x.mean(1)));
}

/** Filters [KH, KW, C, F] become [F, C, KH, KW]; everything else stays as it is. */
export const startingParameters = ({ parameters }: Pick<StepProblem, 'parameters'>): Parameters =>
  Object.fromEntries(
    [...parameters].map(([name, { shape, data }]) => {
      const value = np.array(data, { shape: [...shape] });
      return [name, shape.length === 4 ? value.transpose([3, 2, 0, 1]) : value];
    }),
  );

/** Running statistics of every batch normalisation. */
export function startingStatistics({ model, parameters }: StepProblem): Statistics {
  if (model.kind !== 'resnet') return {};
  const names = [...parameters.keys()].flatMap((name) =>
    name.endsWith('.scale') ? [name.slice(0, -6)] : [],
  );
  return Object.fromEntries(
    names.map((name) => {
      const shape = [1, parameters.get(`${name}.scale`)!.shape[0], 1, 1];
      return [name, { mean: np.zeros(shape), variance: np.zeros(shape).add(1) }];
    }),
  );
}
