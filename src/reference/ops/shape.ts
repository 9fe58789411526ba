// Float64 reference of the ops that move elements without changing them.

import { TesseraError } from '../../base/errors';
import { defineReference } from '../interpreter';
import { forEachIndex, strides, tensor } from '../tensor';

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, axis) => sum + value * b[axis], 0);

defineReference('reshape', ([x], node) => [{ shape: node.outputs[0].shape, data: x.data }]);

defineReference('transpose', ([x], node) => {
  const order = node.attributes.order as readonly number[];
  const y = tensor(node.outputs[0].shape);
  const step = strides(x.shape);
  const moved = order.map((axis) => step[axis]);
  forEachIndex(y.shape, (index, i) => {
    y.data[i] = x.data[dot(index, moved)];
  });
  return [y];
});

defineReference('slice', ([x], node) => {
  const starts = node.attributes.starts as readonly number[];
  const y = tensor(node.outputs[0].shape);
  const step = strides(x.shape);
  forEachIndex(y.shape, (index, i) => {
    y.data[i] = x.data[dot(starts, step) + dot(index, step)];
  });
  return [y];
});

defineReference('pad', ([x], node) => {
  const starts = node.attributes.starts as readonly number[];
  const y = tensor(node.outputs[0].shape);
  const step = strides(y.shape);
  forEachIndex(x.shape, (index, i) => {
    y.data[dot(starts, step) + dot(index, step)] = x.data[i];
  });
  return [y];
});

defineReference('concat', (inputs, node) => {
  const axis = node.attributes.axis as number;
  const y = tensor(node.outputs[0].shape);
  const step = strides(y.shape);
  let offset = 0;
  for (const input of inputs) {
    forEachIndex(input.shape, (index, i) => {
      y.data[offset * step[axis] + dot(index, step)] = input.data[i];
    });
    offset += input.shape[axis];
  }
  return [y];
});

defineReference('gather', ([x, indices], node) => {
  const y = tensor(node.outputs[0].shape);
  const width = x.data.length / x.shape[0];
  for (const [i, index] of indices.data.entries()) {
    if (index >= x.shape[0])
      throw new TesseraError(`gather: index ${index} at ${i} is past the last of ${x.shape[0]} rows.`);
    y.data.set(x.data.subarray(index * width, (index + 1) * width), i * width);
  }
  return [y];
});
