// Which samples a training step sees. Step k is a function of (seed, k), so a run resumes anywhere without state.

import { iota } from '../base/arrays';
import { ConfigError } from '../base/errors';
import { streamOf } from '../base/philox';
import { RandomStream } from '../base/randomStream';

/** `shuffled`: a new permutation every epoch. `sequential`: as stored, for data in time order. */
export type SampleOrder = 'shuffled' | 'sequential';

export class EpochOrder {
  /** Whole batches in an epoch; the incomplete last one is dropped. */
  readonly stepsPerEpoch: number;
  private permutation: Uint32Array = new Uint32Array(0);
  private epoch = -1;

  constructor(
    readonly count: number,
    readonly batch: number,
    readonly seed: number,
    readonly order: SampleOrder = 'shuffled',
  ) {
    this.stepsPerEpoch = Math.floor(count / batch);
    if (!(batch >= 1 && Number.isInteger(batch))) {
      throw new ConfigError(`The batch size must be a whole number ≥ 1, got ${batch}.`);
    }
    if (this.stepsPerEpoch === 0) {
      throw new ConfigError(
        `A batch of ${batch} needs at least as many training samples; there are ${count}.`,
      );
    }
  }

  /** The `batch` rows of step k, valid until the next call. */
  rows(step: number): Uint32Array {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    const stored = this.order === 'sequential' ? 0 : epoch;
    if (stored !== this.epoch) {
      this.permutation =
        this.order === 'sequential'
          ? iota(this.count)
          : new RandomStream(this.seed, streamOf('data/order'), epoch).permutation(this.count);
      this.epoch = stored;
    }
    const start = (step - epoch * this.stepsPerEpoch) * this.batch;
    return this.permutation.subarray(start, start + this.batch);
  }
}
