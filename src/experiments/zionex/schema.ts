// Settings of the ZionEX experiment: a click log and a DLRM, virtual devices, rules that plan, exchanges, a network.

import { type ConfigOf, choice, configSchema, integer, number, renamed } from '../schema';
import { schema as dlrm } from '../train-dlrm/schema';

const rate = (label: string, value: number, help: string) =>
  number({
    ...{ label, group: 'Network', unit: 'GB/s', default: value, minimum: 0.01, maximum: 100_000 },
    ...{ logarithmic: true, help },
  });
const latency = (label: string, value: number, help: string) =>
  number({ label, group: 'Network', unit: 'µs', default: value, minimum: 0, maximum: 100_000, help });

const precision = (label: string, help: string) =>
  choice({
    ...{ label, group: 'Exchange', default: 'fp32', help },
    choices: [
      { value: 'fp32', label: 'fp32' },
      { value: 'fp16', label: 'fp16' },
      { value: 'bf16', label: 'bf16' },
    ],
  });

/**
 * More can be planned for. With 16, 32 and 64 a run of the defaults but four steps of 256 samples takes 34, 59 and 105 s
 * on a software adapter (Mesa).
 */
export const MOST_DEVICES = 64;

export const schema = configSchema({
  data: choice({
    ...{ label: 'Click log', group: 'Data', default: 'default' as string },
    choices: ['default', 'scaling', 'rare', 'mlp-bound', 'drift'].map((value) => ({ value, label: value })),
    help: 'The generated log to train on when no file is given.',
  }),
  samples: integer({
    ...{ label: 'Samples', group: 'Data', unit: 'impressions', default: 32_768 },
    ...{ minimum: 1024, maximum: 50_000_000, logarithmic: true },
    help: 'How many impressions to generate for training.',
  }),
  testSamples: integer({
    ...{ label: 'Test samples', group: 'Data', unit: 'impressions', default: 4096 },
    ...{ minimum: 256, maximum: 1_000_000, logarithmic: true },
    help: 'How many impressions to generate for testing, drawn after the training ones.',
  }),
  dimension: integer({
    ...{ label: 'Dimension', group: 'Model', default: 16, minimum: 1, maximum: 512, logarithmic: true },
    help: 'Size of an embedding row and of the bottom MLP’s output.',
  }),
  bottom: renamed(dlrm.entries.bottom, {}),
  top: renamed(dlrm.entries.top, {}),
  interaction: renamed(dlrm.entries.interaction, {}),
  steps: integer({
    ...{ label: 'Steps', group: 'Training', default: 40, minimum: 1, maximum: 100_000, logarithmic: true },
    help: 'Updates of each of the runs that are compared.',
  }),
  batch: integer({
    ...{ label: 'Batch', group: 'Training', unit: 'samples', default: 512, minimum: 8, maximum: 65_536 },
    ...{ logarithmic: true, help: 'Samples of an update, over all devices.' },
  }),
  learningRate: number({
    ...{ label: 'Learning rate', group: 'Training', default: 0.02, minimum: 0, maximum: 100 },
    ...{ logarithmic: true, help: 'Size of an update, the same at every step.' },
  }),
  tableOptimizer: choice({
    ...{ label: 'Table optimizer', group: 'Training', default: 'rowWiseAdagrad' },
    choices: [
      { value: 'rowWiseAdagrad', label: 'Row-wise Adagrad' },
      { value: 'adagrad', label: 'Adagrad' },
      { value: 'sgd', label: 'SGD' },
    ],
    help: 'Update rule of the tables. Row-wise Adagrad keeps a moment for each row of each shard.',
  }),
  devices: integer({
    ...{ label: 'Devices', group: 'Plan', default: 0, minimum: 0, maximum: MOST_DEVICES },
    help: 'Virtual devices, whose kernels run on this GPU one after another. 0: as many as the plan names that is given; without one, four.',
  }),
  devicesPerHost: integer({
    ...{ label: 'Devices a host', group: 'Plan', default: 2, minimum: 1, maximum: MOST_DEVICES },
    help: 'Neighbours share a host and its faster links. A plan that is given counts them too.',
  }),
  replicatedRows: integer({
    ...{ label: 'Replicate up to', group: 'Plan', unit: 'rows', default: 500, minimum: 0, maximum: 1e6 },
    help: 'Smaller tables are data-parallel: every device has a copy, and gradients are added.',
  }),
  cutRows: integer({
    ...{ label: 'Cut rows from', group: 'Plan', unit: 'rows', default: 50_000, minimum: 2, maximum: 1e9 },
    ...{ logarithmic: true, help: 'Tables of so many rows or more are cut by rows.' },
  }),
  largest: choice({
    ...{ label: 'Largest tables', group: 'Plan', default: 'row_wise' },
    choices: [
      { value: 'row_wise', label: 'By rows, over all devices' },
      { value: 'table_row_wise', label: 'By rows, on one host' },
      { value: 'grid_shard', label: 'By columns over hosts, by rows within' },
    ],
    help: 'How the largest tables are cut.',
  }),
  cutLookups: number({
    ...{ label: 'Cut columns from', group: 'Plan', unit: 'lookups', default: 3, minimum: 0, maximum: 10_000 },
    help: 'Tables with so many lookups a sample or more are cut by columns: of one dimension, they move most numbers.',
  }),
  busiest: choice({
    ...{ label: 'Busiest tables', group: 'Plan', default: 'column_wise' },
    choices: [
      { value: 'column_wise', label: 'By columns, over all devices' },
      { value: 'table_column_wise', label: 'By columns, on one host' },
    ],
    help: 'How the busiest tables are cut.',
  }),
  forwardPrecision: precision('Forward', 'What pooled vectors are rounded to before they travel.'),
  backwardPrecision: precision('Backward', 'What their gradients are rounded to before they travel.'),
  withinBandwidth: rate('Within a host', 600, 'Of one device, each way, between devices of a host.'),
  withinLatency: latency('Latency within', 5, 'Of one message between devices of a host.'),
  betweenBandwidth: rate('Between hosts', 12.5, 'Of one device, each way, between hosts.'),
  betweenLatency: latency('Latency between', 15, 'Of one message between hosts.'),
  tableCopies: integer({
    ...{
      label: 'Tables modelled',
      group: 'Network',
      unit: '× the log’s',
      default: 16,
      minimum: 1,
      maximum: 64,
    },
    help: 'How often the log’s tables are taken where more devices are modelled than can be run: few tables leave most of 128 devices idle.',
  }),
  speedup: number({
    ...{ label: 'Device speed', group: 'Network', unit: '× this GPU', default: 1 },
    ...{ minimum: 0.001, maximum: 100_000, logarithmic: true },
    help: 'How much faster than this GPU a modelled device computes.',
  }),
});

export type ZionexSettings = ConfigOf<typeof schema>;
