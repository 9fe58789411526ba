// Random changes to training images: shifts, flips and mixup. Each draw is a function of (seed, step, place in
// the batch).

import { nextBeta } from '../base/distributions';
import { integerFromBits, streamOf } from '../base/philox';
import { RandomStream } from '../base/randomStream';

export interface Augmentation {
  /** Shift by up to ± this many pixels each way, filling with raw pixel value 0. */
  shift: number;
  /** Mirror left–right with probability one half. */
  flip: boolean;
  /** α of mixup (Zhang et al., ICLR 2018): blend with a partner by λ ~ Beta(α, α) a batch. 0 is none. */
  mixup: number;
}

export const noAugmentation: Augmentation = { shift: 0, flip: false, mixup: 0 };

/** Where one image comes from: source pixel of (y, x) is (y − down, x − right), mirrored first if `flip`. */
export interface Placement {
  down: number;
  right: number;
  flip: boolean;
}

/** The placement of entry `entry` of step `step`. */
export function drawPlacement(
  augmentation: Augmentation,
  seed: number,
  step: number,
  entry: number,
): Placement {
  const words = new RandomStream(seed, streamOf('data/placement'), step).words(entry);
  const span = 2 * augmentation.shift + 1;
  return {
    down: integerFromBits(words[0], span) - augmentation.shift,
    right: integerFromBits(words[1], span) - augmentation.shift,
    flip: augmentation.flip && words[2] >>> 31 === 1,
  };
}

/** The mixup weight λ of a step; 1 when mixup is off. */
export function drawMixupWeight(augmentation: Augmentation, seed: number, step: number): number {
  if (!(augmentation.mixup > 0)) return 1;
  const stream = new RandomStream(seed, streamOf('data/mixup'), step);
  return Math.fround(nextBeta(stream, augmentation.mixup, augmentation.mixup));
}

/**
 * Blends row b of `values` [batch, width] with row batch−1−b, in place:
 * new_b = λ·old_b + (1 − λ)·old_partner. The middle row of an odd batch stays.
 */
export function blendMirrored(values: Float32Array, batch: number, width: number, weight: number): void {
  for (let b = 0; b < batch >>> 1; b++) {
    const front = b * width;
    const back = (batch - 1 - b) * width;
    for (let i = 0; i < width; i++) {
      const x = values[front + i];
      const y = values[back + i];
      values[front + i] = weight * x + (1 - weight) * y;
      values[back + i] = weight * y + (1 - weight) * x;
    }
  }
}
