// Episodes of one task as the inputs of `policyStep`.

import { mean, standardDeviation } from '../../base/statistics';
import type { Program } from '../../compile/program';
import type { Episode, EpisodeTask } from './episode';
import { FORBIDDEN } from './policy';

const ENTROPY = 1e-3;

/** Rewards standardised over all steps of the batch; every step of an episode gets the episode's. */
export function feedEpisodes(
  feeds: Program['feeds'],
  most: number,
  { rows, order, devices }: EpisodeTask,
  episodes: readonly Episode[],
): void {
  const feed = (name: string) => feeds.get(name)!.fill(0);
  const [features, placed, costs, forbidden] = ['features', 'placed', 'costs', 'forbidden'].map(feed);
  const [advantages, bonus] = ['advantages', 'bonus'].map(feed);
  rows.forEach((row, table) => {
    features.set(row, table * row.length);
  });
  const standard = standardised(episodes.map(({ cost }) => -cost));
  const steps = episodes.length * order.length;
  let row = 0;
  episodes.forEach((episode, index) => {
    const lying = new Float32Array(devices * most);
    episode.steps.forEach(({ costs: told, open, chosen }, at) => {
      placed.set(lying, row * devices * most);
      costs.set(told, row * devices);
      forbidden.set(
        open.map((has) => (has ? 0 : FORBIDDEN)),
        row * devices,
      );
      advantages[row * devices + chosen] = standard[index] / steps;
      bonus[row] = ENTROPY / steps;
      lying[chosen * most + order[at]] = 1;
      row++;
    });
  });
}

export function standardised(values: readonly number[]): number[] {
  const [centre, deviation] = [mean(values), standardDeviation(values)];
  return values.map((value) => (deviation > 1e-9 * Math.abs(centre) ? (value - centre) / deviation : 0));
}
