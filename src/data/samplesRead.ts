// Which samples the first steps of a training run have seen, each once.

import type { EpochOrder } from './epochOrder';

/** Ascending. */
export function samplesRead(order: EpochOrder, steps: number): Uint32Array {
  const { count, stepsPerEpoch } = order;
  // In stored order, every epoch sees what the first has seen.
  const differing = order.order === 'sequential' ? Math.min(steps, stepsPerEpoch) : steps;
  const read = new Uint8Array(count);
  let total = 0;
  for (let step = 0; step < differing && total < count; step++)
    for (const row of order.rows(step)) {
      total += 1 - read[row];
      read[row] = 1;
    }
  const samples = new Uint32Array(total);
  for (let row = 0, at = 0; row < count; row++) if (read[row]) samples[at++] = row;
  return samples;
}
