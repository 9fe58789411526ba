// Float64 reference of layer normalisation over the last axis, and of its gradients.

import { defineReference } from '../interpreter';
import { generate, type Tensor, tensor } from '../tensor';

const average = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Row r of a tensor whose last axis has `width` elements. */
const row = ({ data }: Tensor, r: number, width: number): Float64Array =>
  data.subarray(r * width, (r + 1) * width);

defineReference('layerNorm', ([x, scale, shift], node) => {
  const epsilon = node.attributes.epsilon as number;
  const width = scale.data.length;
  const rows = x.shape.slice(0, -1);
  const mean = generate(rows, (r) => average(row(x, r, width)));
  const variance = (r: number): number => average(row(x, r, width).map((v) => (v - mean.data[r]) ** 2));
  const inverseDeviation = generate(rows, (r) => 1 / Math.sqrt(variance(r) + epsilon));
  const y = generate(x.shape, (i) => {
    const [r, c] = [Math.floor(i / width), i % width];
    return (x.data[i] - mean.data[r]) * inverseDeviation.data[r] * scale.data[c] + shift.data[c];
  });
  return [y, mean, inverseDeviation];
});

const normalised = (x: Tensor, mean: Tensor, inverseDeviation: Tensor, width: number): Tensor =>
  generate(x.shape, (i) => {
    const r = Math.floor(i / width);
    return (x.data[i] - mean.data[r]) * inverseDeviation.data[r];
  });

defineReference('layerNormInputGradient', ([dy, x, mean, inverseDeviation, scale, residual]) => {
  const width = scale.data.length;
  const normal = normalised(x, mean, inverseDeviation, width);
  const g = generate(dy.shape, (i) => dy.data[i] * scale.data[i % width]);
  const gNormal = generate(dy.shape, (i) => g.data[i] * normal.data[i]);
  const meanG = mean.data.map((_, r) => average(row(g, r, width)));
  const meanGNormal = mean.data.map((_, r) => average(row(gNormal, r, width)));
  const element = (i: number): number => {
    const r = Math.floor(i / width);
    const dx = inverseDeviation.data[r] * (g.data[i] - meanG[r] - normal.data[i] * meanGNormal[r]);
    return dx + (residual ? residual.data[i] : 0);
  };
  return [generate(dy.shape, element)];
});

defineReference('layerNormParameterGradient', ([dy, x, mean, inverseDeviation]) => {
  const width = dy.shape.at(-1)!;
  const normal = normalised(x, mean, inverseDeviation, width);
  const dScale = tensor([width]);
  const dShift = tensor([width]);
  for (let i = 0; i < dy.data.length; i++) {
    dScale.data[i % width] += dy.data[i] * normal.data[i];
    dShift.data[i % width] += dy.data[i];
  }
  return [dScale, dShift];
});
