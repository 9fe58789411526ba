// Opens a trained network: its planner is chosen, and costs that it knows are offered to judge plans by.

import type { GivenCost } from '../../sharding/editing/givenCost';
import type { TrainedNetwork } from '../../sharding/trained/trainedNetwork';
import { judgeBy, openPlacement, say } from './placement';
import { offerCost, useCosts } from './placementCosts';
import { networkTitles, takeNetwork } from './placementNetworks';
import { usePlanning } from './placementPlanning';

export function openNetwork(network: TrainedNetwork): void {
  const { kind, trainedOn } = network;
  takeNetwork(network);
  usePlanning.setState({ chosen: kind });
  if (network.kind === 'neuroshard') offerLearned({ kind: 'learned', network });
  say(
    `${networkTitles[kind]}’s network is here, trained on ${trainedOn.source} (${trainedOn.adapter}). Run planner lays the tables out by it.`,
  );
}

/** In place of those of another network, which are judged by no longer. */
function offerLearned(cost: GivenCost): void {
  const { cost: asked } = openPlacement();
  offerCost(
    cost,
    useCosts.getState().costs.find(({ kind }) => kind === cost.kind),
  );
  if (asked.kind === cost.kind) judgeBy(cost);
}
