// What a device computes in a step, in words.

import type { Phase } from '../../sharding/execution/stepTime';

export const phaseTitles: Readonly<Record<Phase, string>> = {
  pooling: 'pooling',
  reducing: 'partial sums',
  slice: 'networks, forward and backward',
  allReduce: 'sums of gradients',
  shardUpdate: 'update of shards',
  denseUpdate: 'update of networks',
};
