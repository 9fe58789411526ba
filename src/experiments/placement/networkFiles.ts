// Trained networks as files that a run leaves, for the placement panel to open.

import { adapterText } from '../../base/adapterText';
import type { EmbeddingTable } from '../../sharding/problem';
import { networkText } from '../../sharding/trained/networkFile';
import type { TrainedNetwork, TrainedOn } from '../../sharding/trained/trainedNetwork';
import type { Lab, RunEvent } from '../experiment';

export const networkFile = (network: TrainedNetwork, name: string, about: string): RunEvent => ({
  kind: 'file',
  file: {
    name: `${name}.json`,
    about: `${about}; the placement panel plans by it`,
    bytes: new TextEncoder().encode(networkText(network)),
  },
});

/** `source`: of the tasks and costs, for people; `tables`: all that training saw. */
export function trainedOn(
  lab: Lab,
  { source, measured, measuredOn }: Pick<TrainedOn, 'source' | 'measured' | 'measuredOn'>,
  tables: Iterable<EmbeddingTable>,
  devices: number,
): TrainedOn {
  let [least, most] = [Number.MAX_SAFE_INTEGER, 0];
  for (const { dimension } of tables) {
    least = Math.min(least, dimension);
    most = Math.max(most, dimension);
  }
  const adapter = adapterText(lab.gpu.report);
  const on = measuredOn && { measuredOn };
  return { source, measured, ...on, dimensions: [least, most], devices, seed: lab.seed, adapter };
}
