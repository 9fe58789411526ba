// Opens a trained network: its planner is chosen, and costs that it knows are offered to judge plans by.

import type { TrainedNetwork } from '../../sharding/trained/trainedNetwork';
import { say } from './placement';
import { networkTitles, takeNetwork } from './placementNetworks';
import { usePlanning } from './placementPlanning';

export function openNetwork(network: TrainedNetwork): void {
  const { kind, trainedOn } = network;
  takeNetwork(network);
  usePlanning.setState({ chosen: kind });
  say(
    `${networkTitles[kind]}’s network is here, trained on ${trainedOn.source} (${trainedOn.adapter}). Run planner lays the tables out by it.`,
  );
}
