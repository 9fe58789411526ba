// Float64 reference of dropout.

import { bernoulliFromBits } from '../../base/philox';
import { RandomStream } from '../../base/randomStream';
import { defineReference } from '../interpreter';
import { generate } from '../tensor';

defineReference('dropout', ([x, step], node) => {
  const { rate, seed, stream } = node.attributes as Record<string, number>;
  const random = new RandomStream(seed, stream, step.data[0]);
  const dropped = (i: number) => bernoulliFromBits(random.bits(i), rate);
  return [generate(x.shape, (i) => (dropped(i) ? 0 : x.data[i] / (1 - rate)))];
});
