// Settings of the measured costs: tables, a DLRM, virtual devices, what is measured, a network, the search.

import { type ConfigOf, choice, configSchema, integer, number, renamed } from '../schema';
import { schema as zionex } from '../zionex/schema';

const model = { group: 'Model' } as const;
const plans = { group: 'Plans' } as const;
const measuring = { group: 'Measuring' } as const;
const search = { group: 'Search' } as const;
const { withinBandwidth, withinLatency, betweenBandwidth, betweenLatency, bottom, top } = zionex.entries;

export const schema = configSchema({
  tables: integer({
    ...{ ...model, label: 'Tables', default: 8, minimum: 2, maximum: 64 },
    help: 'How many are made up, or the first so many of a file.',
  }),
  dimension: integer({
    ...{ ...model, label: 'Dimension', default: 32, minimum: 4, maximum: 256, logarithmic: true },
    help: 'Elements of a row, the same of all tables.',
  }),
  mostRows: integer({
    ...{ ...model, label: 'Most rows', unit: 'rows', default: 20_000, minimum: 100, maximum: 10_000_000 },
    ...{ logarithmic: true, help: 'Larger tables are shrunk to so many, with their hot rows in proportion.' },
  }),
  mostLookups: number({
    ...{ ...model, label: 'Most lookups', unit: 'a sample', default: 12, minimum: 0.1, maximum: 500 },
    ...{ logarithmic: true, help: 'Tables that are looked up more often are looked up so often.' },
  }),
  batch: integer({
    ...{ ...model, label: 'Batch', unit: 'samples', default: 512, minimum: 8, maximum: 65_536 },
    ...{ logarithmic: true, help: 'Over all devices.' },
  }),
  bottom: renamed(bottom, {}),
  top: renamed(top, {}),
  devices: integer({
    ...{ ...plans, label: 'Devices', default: 4, minimum: 2, maximum: 8 },
    help: 'Virtual devices, whose kernels run on this GPU one after another.',
  }),
  devicesPerHost: integer({
    ...{ ...plans, label: 'Devices a host', default: 2, minimum: 1, maximum: 8 },
    help: 'Neighbours share a host and its faster links. The devices must be a multiple of it.',
  }),
  replicatedRows: integer({
    ...{ ...plans, label: 'Replicate up to', unit: 'rows', default: 2000, minimum: 0, maximum: 1e6 },
    help: 'Larger tables are never data-parallel in the plans that are drawn.',
  }),
  plans: integer({
    ...{ ...plans, label: 'Plans to predict', default: 10, minimum: 1, maximum: 50 },
    help: 'Drawn at random, of every type and placement, half of them crowded on few devices. None is fitted to.',
  }),
  sizes: choice({
    ...{ ...measuring, label: 'Sizes', default: 'settings' },
    choices: [
      { value: 'settings', label: 'of the settings' },
      { value: 'tables', label: 'of the tables of a file' },
    ],
    help: 'Of the tables: their widths, rows and lookups, and the batch above, as far as this GPU holds them (in three minutes, where it is a processor); the dimension, most rows and most lookups above are not used.',
  }),
  gridDevices: integer({
    ...{ ...measuring, label: 'Shard sets', default: 40, minimum: 12, maximum: 400, logarithmic: true },
    help: 'Sets of shards that are measured to learn what shards cost, over widths, rows, lookups, skews and numbers of tables.',
  }),
  learntPlans: integer({
    ...{ ...measuring, label: 'Plans to learn from', default: 8, minimum: 4, maximum: 50 },
    help: 'Other plans, measured to learn what networks, sums and replicated tables cost.',
  }),
  rounds: integer({
    ...{ ...measuring, label: 'Rounds', default: 9, minimum: 1, maximum: 100 },
    help: 'Samples of every kernel, all kernels in turn, there and back; their lower quartile counts.',
  }),
  sampleMilliseconds: number({
    ...{ ...measuring, label: 'Sample', unit: 'ms', default: 10, minimum: 0.1, maximum: 1000 },
    help: 'A sample runs a kernel so often that it takes as long at least: waiting for the device is then a small part of it.',
  }),
  ...{ withinBandwidth, withinLatency, betweenBandwidth, betweenLatency },
  searchSteps: integer({
    ...{ ...search, label: 'Steps', default: 300_000, minimum: 1000, maximum: 1e9, logarithmic: true },
    help: 'Changes that each search weighs.',
  }),
  leastColumns: integer({
    ...{ ...search, label: 'Narrowest shard', unit: 'columns', default: 8, minimum: 4, maximum: 256 },
    help: 'Of column-wise shards, for TorchRec’s planner and for the searches.',
  }),
});

export type CostSettings = ConfigOf<typeof schema>;
