// How far two sets of weights lie apart.

import type { Weights } from './problem';

/** Share of numbers that are not the same bits, and the largest difference. */
export function differences(actual: Weights, expected: Weights, only?: string) {
  let [differing, all, furthest] = [0, 0, 0];
  for (const [name, weights] of expected) {
    if (only !== undefined && name !== only) continue;
    const others = actual.get(name)!;
    all += weights.length;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === others[i]) continue;
      differing++;
      furthest = Math.max(furthest, Math.abs(weights[i] - others[i]));
    }
  }
  return { differing: differing / all, furthest };
}
