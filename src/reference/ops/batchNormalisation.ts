// Float64 reference of batch normalisation: statistics over all axes but the last, the normalised
// result and its gradients.

import { normalisationEpilogue, normalisationGradientEpilogue } from '../../graph/ops/normalisation';
import type { Node } from '../../graph/value';
import { defineReference } from '../interpreter';
import { generate, type Tensor, tensor } from '../tensor';

/** Σ over rows of term(i, channel), one for each of the channels. */
function channelSums(rows: Tensor, channels: number, term: (i: number, channel: number) => number): Tensor {
  const sums = tensor([channels]);
  for (let i = 0; i < rows.data.length; i++) sums.data[i % channels] += term(i, i % channels);
  return sums;
}

defineReference('batchNormStatistics', ([x, runningMean, runningVariance], node) => {
  const { epsilon, momentum } = node.attributes as Record<string, number>;
  const channels = runningMean.data.length;
  const rows = x.data.length / channels;
  const mean = channelSums(x, channels, (i) => x.data[i] / rows).data;
  const variance = channelSums(x, channels, (i, c) => (x.data[i] - mean[c]) ** 2 / rows).data;
  const unbiased = rows / Math.max(rows - 1, 1);
  for (let c = 0; c < channels; c++) {
    runningMean.data[c] += momentum * (mean[c] - runningMean.data[c]);
    runningVariance.data[c] += momentum * (variance[c] * unbiased - runningVariance.data[c]);
  }
  return [tensor([2, channels], [...mean, ...variance.map((v) => 1 / Math.sqrt(v + epsilon))])];
});

/** activation(x̂·scale + shift [+ residual]), x̂ from per-channel mean and inverse deviation. */
function normalised(
  [x, scale, shift, residual]: readonly Tensor[],
  mean: (channel: number) => number,
  inverseDeviation: (channel: number) => number,
  node: Node,
): Tensor[] {
  const { activation = 'none' } = normalisationEpilogue(node);
  const channels = scale.data.length;
  const element = (i: number): number => {
    const c = i % channels;
    const normal = (x.data[i] - mean(c)) * inverseDeviation(c);
    const y = normal * scale.data[c] + shift.data[c] + (residual ? residual.data[i] : 0);
    return activation === 'relu' ? Math.max(y, 0) : y;
  };
  return [generate(x.shape, element)];
}

defineReference('batchNorm', ([x, { data: statistics }, scale, ...rest], node) => {
  const channels = scale.data.length;
  return normalised(
    [x, scale, ...rest],
    (c) => statistics[c],
    (c) => statistics[channels + c],
    node,
  );
});

defineReference('batchNormInference', ([x, mean, variance, ...rest], node) => {
  const epsilon = node.attributes.epsilon as number;
  return normalised(
    [x, ...rest],
    (c) => mean.data[c],
    (c) => 1 / Math.sqrt(variance.data[c] + epsilon),
    node,
  );
});

const normalisedInput = (x: Tensor, { data: statistics }: Tensor): Tensor => {
  const channels = statistics.length / 2;
  return generate(x.shape, (i) => {
    const c = i % channels;
    return (x.data[i] - statistics[c]) * statistics[channels + c];
  });
};

const where = (dy: Tensor, kept: (i: number) => boolean): Tensor =>
  generate(dy.shape, (i) => (kept(i) ? dy.data[i] : 0));

/** Whether x̂·scale + shift is positive. */
const positive = (normal: Tensor, scale: Tensor, shift: Tensor) => (i: number) =>
  normal.data[i] * scale.data[i % scale.data.length] + shift.data[i % scale.data.length] > 0;

defineReference('batchNormParameterGradient', ([dy, x, statistics, ...signs], node) => {
  const { mask } = normalisationGradientEpilogue(node);
  const channels = statistics.data.length / 2;
  const normal = normalisedInput(x, statistics);
  const g =
    mask === 'output'
      ? where(dy, (i) => signs[0].data[i] > 0)
      : mask === 'recompute'
        ? where(dy, positive(normal, signs[0], signs[1]))
        : dy;
  const dScale = channelSums(x, channels, (i) => g.data[i] * normal.data[i]);
  const dShift = channelSums(x, channels, (i) => g.data[i]);
  return [dScale, dShift, ...(mask === 'output' ? [g] : [])];
});

defineReference('batchNormInputGradient', ([dy, x, statistics, scale, dScale, dShift, shift], node) => {
  const channels = scale.data.length;
  const rows = x.data.length / channels;
  const normal = normalisedInput(x, statistics);
  const recompute = normalisationGradientEpilogue(node).mask === 'recompute';
  const g = recompute ? where(dy, positive(normal, scale, shift)) : dy;
  const element = (i: number): number => {
    const c = i % channels;
    const factor = (scale.data[c] * statistics.data[channels + c]) / rows;
    return factor * (rows * g.data[i] - dShift.data[c] - normal.data[i] * dScale.data[c]);
  };
  return [generate(x.shape, element)];
});
