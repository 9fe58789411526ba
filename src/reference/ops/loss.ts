// Float64 reference of the losses that keep their own gradient.

import { defineReference } from '../interpreter';
import { generate, tensor } from '../tensor';

const indexOfLargest = (values: Float64Array): number => values.indexOf(Math.max(...values));

defineReference('softmaxCrossEntropy', ([logits, targets], node) => {
  const scale = node.attributes.scale as number;
  const [rows, classes] = logits.shape;
  const [loss, gradient, correct] = [tensor([rows]), tensor(logits.shape), tensor([rows])];
  for (let b = 0; b < rows; b++) {
    const x = logits.data.subarray(b * classes, (b + 1) * classes);
    const t = targets.data.subarray(b * classes, (b + 1) * classes);
    const largest = Math.max(...x);
    const logSum = largest + Math.log(x.reduce((sum, value) => sum + Math.exp(value - largest), 0));
    const targetSum = t.reduce((sum, value) => sum + value, 0);
    loss.data[b] = scale * t.reduce((sum, value, c) => sum + value * (logSum - x[c]), 0);
    for (let c = 0; c < classes; c++)
      gradient.data[b * classes + c] = scale * (Math.exp(x[c] - logSum) * targetSum - t[c]);
    correct.data[b] = indexOfLargest(x) === indexOfLargest(t) ? 1 : 0;
  }
  return [loss, gradient, correct];
});

defineReference('binaryCrossEntropy', ([logits, targets], node) => {
  const scale = node.attributes.scale as number;
  const { data: x } = logits;
  const { data: t } = targets;
  const decay = (i: number) => Math.exp(-Math.abs(x[i]));
  const logistic = (i: number) => (x[i] >= 0 ? 1 : decay(i)) / (1 + decay(i));
  return [
    generate(logits.shape, (i) => scale * (Math.max(x[i], 0) - x[i] * t[i] + Math.log1p(decay(i)))),
    generate(logits.shape, (i) => scale * (logistic(i) - t[i])),
  ];
});
