// Exchanges between the devices of a document as a NeuroShard network has learned them.

import { type Direction, exchangeTimes } from '../learned/exchangeModel';
import type { Exchange } from '../neuroshard/task';
import { exchangeModelsOf, type TrainedNetwork } from '../trained/trainedNetwork';

/** Milliseconds of each device, each way. */
export type ExchangeOfDevices = (
  dimensions: readonly number[],
  compute: readonly number[],
) => Record<Direction, Float64Array>;

/** Undefined where the network learned none, or between another number of devices. */
export function exchangeTimesOf(
  { exchange }: TrainedNetwork<'neuroshard'>,
  devices: number,
): ExchangeOfDevices | undefined {
  if (exchange?.devices !== devices) return undefined;
  const models = exchangeModelsOf(exchange);
  return (dimensions, compute) => exchangeTimes(models, dimensions, compute);
}

/** The same, both ways together. */
export function exchangeOf(network: TrainedNetwork<'neuroshard'>, devices: number): Exchange | undefined {
  const times = exchangeTimesOf(network, devices);
  if (!times) return undefined;
  return (dimensions, compute) => {
    const { forward, backward } = times(dimensions, compute);
    return forward.map((own, device) => own + backward[device]);
  };
}
