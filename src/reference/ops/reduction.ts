// Float64 reference of sums over axes and of broadcasting.

import type { ReductionAttributes } from '../../graph/ops/reduction';
import { defineReference } from '../interpreter';
import { forEachIndex, strides, tensor } from '../tensor';

defineReference('reduceSum', ([x], node) => {
  const { axes, scale = 1 } = node.attributes as unknown as ReductionAttributes;
  const y = tensor(node.outputs[0].shape);
  const kept = strides(x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)));
  forEachIndex(x.shape, (index, i) => {
    const target = index.reduce((sum, at, axis) => sum + (axes.includes(axis) ? 0 : at * kept[axis]), 0);
    y.data[target] += x.data[i];
  });
  for (let i = 0; i < y.data.length; i++) y.data[i] *= scale;
  return [y];
});

defineReference('broadcast', ([x], node) => {
  const y = tensor(node.outputs[0].shape);
  const step = strides(x.shape);
  forEachIndex(y.shape, (index, i) => {
    y.data[i] = x.data[index.reduce((sum, at, axis) => sum + (x.shape[axis] === 1 ? 0 : at * step[axis]), 0)];
  });
  return [y];
});
