// Episodes as the inputs of `policyStep`.

import type { Program } from '../../compile/program';
import type { Scaling } from '../learned/scaling';
import type { Episode } from './episode';
import { AUTOSHARD_FEATURES, autoShardRow } from './features';
import { progressOf } from './frozen';

/** `most`: tables that there is room for; an episode with fewer leaves the last steps empty. */
export function feedEpisodes(
  feeds: Program['feeds'],
  most: number,
  episodes: readonly Episode[],
  rewards: readonly number[],
  scaling: Scaling,
): void {
  const empty = (name: string) => feeds.get(name)!.fill(0);
  const [features, progress, placed, loads] = ['features', 'progress', 'placed', 'loads'].map(empty);
  const [advantages, returns, steps] = ['advantages', 'returns', 'steps'].map(empty);
  const columns = most + 1;
  episodes.forEach(({ tables, order, steps: decisions }, episode) => {
    const devices = decisions[0].loads.length;
    const lying = new Float32Array(devices * columns);
    for (let device = 0; device < devices; device++) lying[device * columns + most] = 1;
    decisions.forEach(({ loads: told, value, chosen }, step) => {
      const row = episode * most + step;
      features.set(
        autoShardRow(tables[order[step]], scaling),
        (episode * columns + step) * AUTOSHARD_FEATURES,
      );
      progress[row] = progressOf(step, order.length);
      placed.set(lying, row * devices * columns);
      loads.set(told.flat(), 2 * row * devices);
      advantages[row * devices + chosen] = rewards[episode] - value;
      returns[row] = rewards[episode];
      steps[row] = 1;
      lying[chosen * columns + step] = 1;
    });
  });
}
