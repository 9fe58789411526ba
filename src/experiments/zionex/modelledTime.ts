// The time of a step: kernels measured on a finished run, exchanges modelled, and both carried on to more devices.

import type { ShardedDlrm } from '../../sharding/execution/shardedDlrm';
import {
  type DeviceSeconds,
  measureDevices,
  modelExchanges,
  stepTime,
} from '../../sharding/execution/stepTime';
import type { ExchangePrecisions } from '../../sharding/execution/transfers';
import type { RunEvent } from '../experiment';
import { networkOf } from './network';
import type { ZionexProblem } from './problem';
import { modelScaling, ratesOf, replicatedElements, type ScalingQuestion } from './scaling';
import { computeTable, efficiencyOf, exchangeTable, scalingTable } from './timeTables';

const SCALED = [8, 16, 32, 64, 128];
const TIMING = { rounds: 5, sampleMilliseconds: 3 };

/** Overwrites the weights of the run. */
export async function modelledTime(
  run: ShardedDlrm,
  { settings, tables, givenPlan }: ZionexProblem,
  precisions: ExchangePrecisions,
): Promise<RunEvent[]> {
  const measured = await measureDevices(run, TIMING);
  const { devices, devicesPerHost, speedup } = settings;
  const perStep = run.traffic.over(run.steps);
  const modelled = [false, true].map((hierarchical) => {
    const network = networkOf(settings, devices, devicesPerHost, hierarchical);
    const exchange = modelExchanges(network, perStep, 4 * run.denseElements);
    const time = stepTime(
      measured.map((device) => faster(device, speedup)),
      exchange,
    );
    return { network: hierarchical ? 'hierarchical' : 'direct', exchange, time };
  });
  const lookups = tables.map((table) => table.lookups);
  const question: ScalingQuestion = {
    ...{ settings, tables, precisions, rates: ratesOf(run.layout, lookups, measured) },
    networkElements: run.denseElements - replicatedElements(run.layout),
  };
  const points = [false, true].flatMap((hierarchical) =>
    SCALED.map((count) => modelScaling(question, count, hierarchical)),
  );
  const slowest = Math.max(
    ...measured.map((device) => Object.values(device).reduce((sum, seconds) => sum + seconds, 0)),
  );
  return [
    { kind: 'finding', finding: computeTable(measured) },
    { kind: 'finding', finding: exchangeTable(modelled) },
    { kind: 'finding', finding: scalingTable(points, givenPlan === undefined) },
    {
      kind: 'metrics',
      values: {
        deviceComputeMs: 1000 * slowest,
        exchangeBytes: perStep.all(),
        modelledEfficiency: efficiencyOf(points.at(-1)!, points[SCALED.length]),
      },
    },
  ];
}

const faster = (seconds: DeviceSeconds, times: number): DeviceSeconds => ({
  pooling: seconds.pooling / times,
  reducing: seconds.reducing / times,
  slice: seconds.slice / times,
  allReduce: seconds.allReduce / times,
  shardUpdate: seconds.shardUpdate / times,
  denseUpdate: seconds.denseUpdate / times,
});
