// Settings of the planner: the devices, their memory, and the bandwidths between them.

import { choice, integer, number } from '../schema';

const positive = { minimum: 0.001, maximum: 100_000, logarithmic: true } as const;
const cluster = { group: 'Cluster' } as const;

export const clusterSettings = {
  device: choice({
    ...cluster,
    label: 'Device',
    default: 'cuda',
    choices: [
      { value: 'cuda', label: 'GPU' },
      { value: 'cpu', label: 'CPU' },
    ],
    help: 'A CPU has no HBM, and TorchRec cuts no rows across CPUs.',
  }),
  ranks: integer({
    ...cluster,
    label: 'Ranks',
    default: 8,
    minimum: 1,
    maximum: 512,
    logarithmic: true,
    help: 'Devices in all.',
  }),
  ranksPerHost: integer({
    ...cluster,
    label: 'Ranks a host',
    default: 8,
    minimum: 1,
    maximum: 64,
    help: 'At most the ranks; they must be a multiple of it.',
  }),
  hbm: number({
    ...cluster,
    label: 'HBM',
    unit: 'GiB',
    default: 40,
    ...positive,
    help: 'Of a device; TorchRec takes 32 when nobody tells it.',
  }),
  ddr: number({
    ...cluster,
    label: 'Host memory',
    unit: 'GiB',
    default: 128,
    ...positive,
    help: 'For each device.',
  }),
  hbmBandwidth: number({
    ...cluster,
    label: 'HBM bandwidth',
    unit: 'GiB/s',
    default: 897,
    ...positive,
    help: 'The default is TorchRec’s, here and below.',
  }),
  ddrBandwidth: number({
    ...cluster,
    label: 'Host memory bandwidth',
    unit: 'GiB/s',
    default: 51,
    ...positive,
    help: 'Counts on CPUs alone.',
  }),
  linkBandwidth: number({
    ...cluster,
    label: 'Host link',
    unit: 'GiB/s',
    default: 32,
    ...positive,
    help: 'Between a device and the memory of its host.',
  }),
  intraBandwidth: number({
    ...cluster,
    label: 'Within a host',
    unit: 'GiB/s',
    default: 600,
    ...positive,
    help: 'Between its devices.',
  }),
  interBandwidth: number({
    ...cluster,
    label: 'Between hosts',
    unit: 'GiB/s',
    default: 12.5,
    ...positive,
    help: 'Of a device; copies on all ranks are summed at this rate even within one host, as TorchRec has it.',
  }),
};
