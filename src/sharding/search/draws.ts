// Random numbers for a search: the words of one stream of Philox, four a block, in order.

import { RandomStream } from '../../base/randomStream';

export class Draws {
  private readonly stream: RandomStream;
  private readonly words = new Uint32Array(4);
  private next = 4;
  private block = 0;

  constructor(seed: number, stream: number) {
    this.stream = new RandomStream(seed, stream);
  }

  bits(): number {
    if (this.next === 4) {
      this.words.set(this.stream.words(this.block++));
      this.next = 0;
    }
    return this.words[this.next++];
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() / 2 ** 32;
  }

  /** A whole number from 0 to n − 1. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }
}
