// Opens a trained network: its planner is chosen, and costs that it knows are offered to judge plans by.

import type { GivenCost } from '../../sharding/editing/givenCost';
import type { TrainedNetwork } from '../../sharding/trained/trainedNetwork';
import { judgeBy, openPlacement, say } from './placement';
import { useCosts } from './placementCosts';
import { networkTitles, takeNetwork } from './placementNetworks';
import { usePlanning } from './placementPlanning';

export function openNetwork(network: TrainedNetwork): void {
  const { kind, trainedOn } = network;
  takeNetwork(network);
  usePlanning.setState({ chosen: kind });
  if (network.kind === 'neuroshard') offerCosts({ kind: 'learned', network });
  say(
    `${networkTitles[kind]}’s network is here, trained on ${trainedOn.source} (${trainedOn.adapter}). Run planner lays the tables out by it.`,
  );
}

/** In place of those of another network, which are judged by no longer. */
function offerCosts(cost: GivenCost): void {
  const { costs } = useCosts.getState();
  const { cost: asked } = openPlacement();
  useCosts.setState({ costs: [...costs.filter(({ kind }) => kind !== cost.kind), cost] });
  if (asked.kind === cost.kind) judgeBy(cost);
}
