// A stream of random numbers over Philox with random access (element i of a tensor is `uniform(i)` or
// `normal(i)`, as on the GPU) and a sequential reading of the same elements (`nextUniform`, …).

import { TesseraError } from './errors';
import { integerFromBits, normalFromBlock, philox, uniformFromBits } from './philox';

const TWO_32 = 2 ** 32;

/** Key (seed, stream); counter (index low, index high, step, slot). Instances are cheap and independent. */
export class RandomStream {
  /** The next element that a sequential call reads. Set it to continue from a known place. */
  position = 0;
  private readonly block = new Uint32Array(4);

  constructor(
    readonly seed: number,
    readonly stream: number,
    readonly step = 0,
    readonly slot = 0,
  ) {}

  /** The four words of block i; the returned array is reused by the next call. */
  words(i: number): Uint32Array {
    return philox(i, i / TWO_32, this.step, this.slot, this.seed, this.stream, this.block);
  }

  /** 32 random bits: word 0 of block i. */
  bits(i: number): number {
    return this.words(i)[0];
  }

  /** Uniform in [0, 1), 24 bits. */
  uniform(i: number): number {
    return uniformFromBits(this.words(i)[0]);
  }

  /** Standard normal, exact in f32. */
  normal(i: number): number {
    return normalFromBlock(this.words(i));
  }

  nextBits(): number {
    return this.bits(this.position++);
  }

  nextUniform(): number {
    return this.uniform(this.position++);
  }

  nextNormal(): number {
    return this.normal(this.position++);
  }

  /** The next integer in [0, n), 1 ≤ n ≤ 2³². */
  integer(n: number): number {
    if (!(n >= 1 && n <= TWO_32)) throw new TesseraError(`integer(n): n must be in [1, 2^32], got ${n}.`);
    return integerFromBits(this.nextBits(), n);
  }

  /** A uniformly random order of 0..n−1 by Fisher–Yates. Depends on the key alone, not on `position`. */
  permutation(n: number): Uint32Array {
    const order = new Uint32Array(n);
    for (let i = 0; i < n; i++) order[i] = i;
    for (let i = n - 1; i > 0; i--) {
      // Four draws a block: word i mod 4 of block ⌊i/4⌋, read downwards.
      if (i === n - 1 || (i & 3) === 3) this.words(i >>> 2);
      const j = integerFromBits(this.block[i & 3], i + 1);
      const swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** Fills `out` with the uniform elements 0..out.length−1. */
  fillUniform(out: Float32Array): Float32Array {
    for (let i = 0; i < out.length; i++) out[i] = this.uniform(i);
    return out;
  }

  /** Fills `out` with the normal elements 0..out.length−1, each multiplied in f32 by `std`. */
  fillNormal(out: Float32Array, std = 1): Float32Array {
    const scale = Math.fround(std);
    for (let i = 0; i < out.length; i++) out[i] = this.normal(i) * scale;
    return out;
  }
}
