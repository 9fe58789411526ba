import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../base/randomStream';
import { bijection } from './click/bijection';
import { zipfSampler } from './zipf';

/** Draws ranks and compares counts of the first `head` ranks and of everything after with their expectation. */
function chiSquare(rows: number, exponent: number, draws: number, head: number): number {
  const sample = zipfSampler(rows, exponent);
  const stream = new RandomStream(11, rows);
  const counts = new Float64Array(head + 1);
  let largest = 0;
  for (let done = 0; done < draws; ) {
    const rank = sample(stream.nextBits());
    if (rank < 0) continue;
    largest = Math.max(largest, rank);
    counts[Math.min(rank, head)]++;
    done++;
  }
  expect(largest).toBeLessThan(rows);
  let total = 0;
  for (let k = 1; k <= rows; k++) total += k ** -exponent;
  let sum = 0;
  let rest = 1;
  for (let k = 0; k <= head; k++) {
    const share = k < head ? (k + 1) ** -exponent / total : rest;
    rest -= share;
    if (share > 1e-12) sum += (counts[k] - draws * share) ** 2 / (draws * share);
  }
  return sum;
}

describe('zipfSampler', () => {
  // With 20 degrees of freedom P(χ² > 60) < 1e-5.
  it.each([
    [300, 0.8],
    [1000, 0],
    [30_000, 1],
    [100_000, 1.2],
    [2 ** 20 + 1, 0.7],
    [3_000_000, 1],
    [3_000_000, 1.2],
  ])('has the right frequencies for %i rows and exponent %f', (rows, exponent) => {
    expect(chiSquare(rows, exponent, 100_000, 20)).toBeLessThan(60);
  });

  it('reaches both ends and takes one row', () => {
    const sample = zipfSampler(10, 1);
    expect([sample(0), sample(0xffffffff)]).toEqual([0, 9]);
    expect(zipfSampler(1, 1)(0x80000000)).toBe(0);
    expect(() => zipfSampler(0, 1)).toThrow(/rows must be/);
  });
});

describe('bijection', () => {
  it.each([1, 2, 3, 4, 5, 100, 1000, 1025, 65_536])('of %i values maps one to one', (n) => {
    const map = bijection(n, 3, 4);
    const images = new Set(Array.from({ length: n }, (_, value) => map(value)));
    expect(images.size).toBe(n);
    for (const image of images) expect(image).toBeLessThan(n);
  });

  it('depends on its key and leaves few values in place', () => {
    const a = bijection(1000, 3, 4);
    const b = bijection(1000, 3, 5);
    const values = Array.from({ length: 1000 }, (_, value) => value);
    // The number of fixed points of a random permutation is Poisson(1).
    expect(values.filter((value) => a(value) === value).length).toBeLessThan(10);
    expect(values.filter((value) => a(value) === b(value)).length).toBeLessThan(10);
    const big = bijection(2 ** 31 + 11, 3, 4);
    expect(big(2 ** 31 + 10)).toBeLessThan(2 ** 31 + 11);
  });
});
