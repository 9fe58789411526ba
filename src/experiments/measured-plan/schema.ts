// Settings of a plan that is run: its machine, how large tables may be, how it is timed, and a modelled network.

import { type ConfigOf, configSchema, integer, number } from '../schema';
import { schema as zionex } from '../zionex/schema';

const plan = { group: 'Plan' } as const;
const timing = { group: 'Timing' } as const;
const { withinBandwidth, withinLatency, betweenBandwidth, betweenLatency } = zionex.entries;

export const schema = configSchema({
  batch: integer({
    ...{ ...plan, label: 'Batch', unit: 'samples', default: 4096, minimum: 8, maximum: 1_048_576 },
    ...{ logarithmic: true, help: 'Over all devices.' },
  }),
  devices: integer({
    ...{ ...plan, label: 'Devices', default: 0, minimum: 0, maximum: 1024 },
    help: 'Virtual devices, whose kernels run on this GPU one after another. 0: as many as the plan names.',
  }),
  devicesPerHost: integer({
    ...{ ...plan, label: 'Devices a host', default: 8, minimum: 1, maximum: 64 },
    help: 'As the plan counts them; the last host may have fewer.',
  }),
  mostRows: integer({
    ...{ ...plan, label: 'Most rows', unit: 'rows', default: 1_000_000, minimum: 100, maximum: 10_000_000 },
    ...{ logarithmic: true },
    help: 'Larger tables are shrunk to so many, with their hot rows and their cuts in proportion; to fewer where the adapter holds no more.',
  }),
  rounds: integer({
    ...{ ...timing, label: 'Rounds', default: 5, minimum: 1, maximum: 100 },
    help: 'Samples of every kernel; their lower quartile counts.',
  }),
  sampleMilliseconds: number({
    ...{ ...timing, label: 'Sample', unit: 'ms', default: 5, minimum: 0.1, maximum: 1000 },
    help: 'A sample runs a kernel so often that it takes as long at least.',
  }),
  ...{ withinBandwidth, withinLatency, betweenBandwidth, betweenLatency },
});

export type RanPlanSettings = ConfigOf<typeof schema>;
