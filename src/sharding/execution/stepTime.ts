// How long a step takes under a plan: the kernels of every virtual device as measured on this GPU, the exchanges as
// the network model has them. Devices wait for the slowest at every exchange.

import { type ProgramTime, type TimingOptions, timePrograms } from '../../compile/timePrograms';
import { allReduceSeconds, exchangeSeconds, type Network } from '../network';
import type { VirtualDevice } from './devices';
import type { ShardedDlrm } from './shardedDlrm';
import { type Collective, collectives, type Traffic } from './transfers';

/** What a device computes, in the order of a step. */
export const phases = [
  'pooling',
  'reducing',
  'slice',
  'allReduce',
  'shardUpdate',
  'denseUpdate',
] as const satisfies readonly (keyof VirtualDevice)[];
export type Phase = (typeof phases)[number];

/** Seconds of each phase of one device. */
export type DeviceSeconds = Readonly<Record<Phase, number>>;

/** The kernels of every virtual device, to be timed. */
export const timedPhases = (run: ShardedDlrm) =>
  run.all.flatMap((device, index) =>
    phases.flatMap((phase) => {
      const bound = device[phase];
      return bound ? [{ index, phase, ...bound }] : [];
    }),
  );

/** The lower quartile of the samples, so that what else the machine does falls on no device, nor luck. */
export const usualSeconds = ({ quartileMs }: ProgramTime): number => quartileMs / 1000;

/** By device, from the times of its `timedPhases` in order. */
export function secondsByDevice(run: ShardedDlrm, times: readonly ProgramTime[]): DeviceSeconds[] {
  const timed = timedPhases(run);
  return run.all.map((_, device) => {
    const seconds = { pooling: 0, reducing: 0, slice: 0, allReduce: 0, shardUpdate: 0, denseUpdate: 0 };
    for (const [at, { index, phase }] of timed.entries())
      if (index === device) seconds[phase] = usualSeconds(times[at]);
    return seconds;
  });
}

/**
 * Times the kernels of every virtual device; weights and moments are overwritten. Every phase has the feeds of the last
 * step.
 */
export const measureDevices = async (run: ShardedDlrm, options: TimingOptions): Promise<DeviceSeconds[]> =>
  secondsByDevice(run, await timePrograms(run.gpu, timedPhases(run), options));

export type CollectiveSeconds = Readonly<Record<Collective, number>>;

/** Modelled seconds of each collective of a step with this traffic. `denseBytes`: of the data-parallel gradient. */
export const modelExchanges = (network: Network, traffic: Traffic, denseBytes: number): CollectiveSeconds =>
  Object.fromEntries(
    collectives.map((name) => [
      name,
      name === 'all-reduce'
        ? allReduceSeconds(network, denseBytes)
        : exchangeSeconds(network, traffic.bytes.get(name)!),
    ]),
  ) as Record<Collective, number>;

export interface StepTime {
  /** Of the slowest devices at each phase, added. */
  computeSeconds: number;
  exchangeSeconds: number;
  /** Phase by phase, nothing at once. */
  sequentialSeconds: number;
  /**
   * Lookups of the next batch travel while this one is computed, and the dense gradients are added while the tables
   * are updated; yet no step is shorter than all its exchanges.
   */
  pipelinedSeconds: number;
}

export function stepTime(devices: readonly DeviceSeconds[], exchange: CollectiveSeconds): StepTime {
  const slowest = (phase: Phase) => Math.max(...devices.map((device) => device[phase]));
  const exchanges = Object.values(exchange).reduce((sum, seconds) => sum + seconds, 0);
  const compute = phases.reduce((sum, phase) => sum + slowest(phase), 0);
  const forward = exchange['forward reduce-scatter'] + exchange['forward all-to-all'];
  const backward = exchange['backward all-to-all'] + exchange['backward all-gather'];
  const path =
    slowest('pooling') +
    slowest('reducing') +
    forward +
    slowest('slice') +
    backward +
    Math.max(exchange['all-reduce'] + slowest('allReduce'), slowest('shardUpdate')) +
    slowest('denseUpdate');
  return {
    computeSeconds: compute,
    exchangeSeconds: exchanges,
    sequentialSeconds: compute + exchanges,
    pipelinedSeconds: Math.max(path, exchanges),
  };
}
