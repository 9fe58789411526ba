// What to try with the planner.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'two-hosts',
    title: 'spread the tables over two hosts',
    why: 'What crosses hosts now decides: see in the costs of each cut how whole tables become dear, and how many small ones are copied to all ranks.',
    config: { ranks: 16 },
  },
  {
    id: 'not-told',
    title: 'leave TorchRec untold how many rows a sample looks up',
    why: 'It takes one for every table. The plan looks three times as fast as it is, and the heavy tables are not cut.',
    config: { pooling: 'one' },
  },
  {
    id: 'tight',
    title: 'give each device 20 GiB and let rows lie in host memory',
    why: 'A table of forty million rows no longer fits on one device. Compare what the planner does with what the search does with the same memory.',
    config: { hbm: 20, kernels: 'any' },
  },
  {
    id: 'even-memory',
    title: 'balance memory instead of time',
    why: 'Look at both bars of every rank: memory evens out, and the slowest rank tells what that costs.',
    config: { partitioner: 'memory-balanced' },
  },
];
