// Settings of the planner: what TorchRec's own may choose from, and what it assumes.

import { boolean, choice, integer, number } from '../schema';

const planner = { group: 'Planner' } as const;

export const torchrecSettings = {
  kernels: choice({
    ...planner,
    label: 'Rows lie in',
    default: 'hbm',
    choices: [
      { value: 'hbm', label: 'Device memory' },
      { value: 'any', label: 'Device memory, host memory, or a cache over it' },
    ],
    help: 'Compute kernels: fused alone, or fused_uvm and fused_uvm_caching too.',
  }),
  cacheShare: number({
    ...planner,
    label: 'Cache',
    unit: '%',
    default: 20,
    minimum: 0.1,
    maximum: 100,
    help: 'Of the rows, that the cache over host memory holds.',
  }),
  grid: boolean({
    ...planner,
    label: 'Grid',
    default: false,
    help: 'Tables may be cut by columns over hosts and by rows within each. TorchRec does so only when asked.',
  }),
  minPartition: integer({
    ...planner,
    label: 'Narrowest column shard',
    unit: 'columns',
    default: 128,
    minimum: 4,
    maximum: 4096,
    help: 'For the planner.',
  }),
  partitioner: choice({
    ...planner,
    label: 'Partitioner',
    default: 'greedy',
    choices: [
      { value: 'greedy', label: 'Greedy by time' },
      { value: 'memory-balanced', label: 'Memory balanced' },
    ],
    help: 'How proposals are placed.',
  }),
  reserved: number({
    ...planner,
    label: 'Reserved',
    unit: '%',
    default: 15,
    minimum: 0,
    maximum: 100,
    help: 'Of HBM, that stays unplanned.',
  }),
  dense: number({
    ...planner,
    label: 'Dense parameters',
    unit: 'MiB',
    default: 0,
    minimum: 0,
    maximum: 1e6,
    help: 'On every rank, reserved six times over.',
  }),
  optimizer: choice({
    ...planner,
    label: 'Optimizer in the estimate',
    default: 'none',
    choices: [
      { value: 'none', label: 'None: TorchRec, told of none' },
      { value: 'row_wise_adagrad', label: 'Row-wise Adagrad' },
      { value: 'sgd', label: 'SGD' },
      { value: 'adam', label: 'Adam' },
      { value: 'other', label: 'Another with one moment' },
    ],
    help: 'What memory it takes beside the weights.',
  }),
  pipeline: choice({
    ...planner,
    label: 'Pipeline',
    default: 'none',
    choices: [
      { value: 'none', label: 'None' },
      { value: 'sparse_dist', label: 'Input sent ahead' },
      { value: 'prefetch_sparse_dist', label: 'Input sent and cache filled ahead' },
    ],
    help: 'How many batches of input a rank holds.',
  }),
  forwardBytes: integer({
    ...planner,
    label: 'Bytes sent forward',
    default: 0,
    minimum: 0,
    maximum: 4,
    help: 'Of an element that ranks exchange; 0 for the table’s own.',
  }),
  backwardBytes: integer({
    ...planner,
    label: 'Bytes sent backward',
    default: 0,
    minimum: 0,
    maximum: 4,
    help: 'Of an element of the gradients; 0 for the table’s own.',
  }),
};
