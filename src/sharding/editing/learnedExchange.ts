// Exchanges between the devices of a document as a NeuroShard network has learned them.

import { exchangeTimes } from '../learned/exchangeModel';
import type { Exchange } from '../neuroshard/task';
import { exchangeModelsOf, type TrainedNetwork } from '../trained/trainedNetwork';

/** Undefined where the network learned none, or between another number of devices. */
export function exchangeOf(
  { exchange }: TrainedNetwork<'neuroshard'>,
  devices: number,
): Exchange | undefined {
  if (exchange?.devices !== devices) return undefined;
  const models = exchangeModelsOf(exchange);
  return (dimensions, compute) => {
    const { forward, backward } = exchangeTimes(models, dimensions, compute);
    return forward.map((own, device) => own + backward[device]);
  };
}
