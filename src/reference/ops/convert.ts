// Numbers as halves, as the numbers those stand for.

import { halfOf, numberOfHalf } from '../../base/halves';
import { defineReference } from '../interpreter';

/** f16: the half nearest to x, which is an f32. f32: x. */
defineReference('convert', ([x], node) => [
  node.outputs[0].dtype === 'f16'
    ? { shape: x.shape, data: x.data.map((value) => numberOfHalf(halfOf(value))) }
    : { shape: x.shape, data: x.data.slice() },
]);
