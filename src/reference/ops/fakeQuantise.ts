// Ranges that follow what a tensor spans, in float64; the codes themselves are element-wise.

import { defineReference } from '../interpreter';

defineReference('trackRange', ([x, low, high], node) => {
  const momentum = node.attributes.momentum as number;
  const columns = low.data.length;
  const batch = Array.from({ length: columns }, (_, column) => ({
    low: x.data[column],
    high: x.data[column],
  }));
  for (const [index, value] of x.data.entries()) {
    const own = batch[index % columns];
    own.low = Math.min(own.low, value);
    own.high = Math.max(own.high, value);
  }
  for (const [column, own] of batch.entries()) {
    const share = low.data[column] === 0 && high.data[column] === 0 ? 1 : momentum;
    low.data[column] += share * (own.low - low.data[column]);
    high.data[column] += share * (own.high - high.data[column]);
  }
  return [];
});
