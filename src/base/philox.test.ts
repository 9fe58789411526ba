// Known answers from the Random123 distribution, and the statistics the mappings promise.
import { describe, expect, it } from 'vitest';
import {
  bernoulliFromBits,
  integerFromBits,
  normalFromBlock,
  philox,
  streamOf,
  uniformFromBits,
} from './philox';
import { RandomStream } from './randomStream';

const hex = (words: Uint32Array) => Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ');

describe('philox4x32-10', () => {
  it('matches the published known answers', () => {
    expect(hex(philox(0, 0, 0, 0, 0, 0))).toBe('6627e8d5 e169c58d bc57ac4c 9b00dbd8');
    const ones = 0xffffffff;
    expect(hex(philox(ones, ones, ones, ones, ones, ones))).toBe('408f276d 41c83b0e a20bc7c6 6d5451fd');
    expect(hex(philox(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0))).toBe(
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    );
  });

  it('agrees with a 64-bit BigInt evaluation of the same rounds', () => {
    const mask = 0xffffffffn;
    const slow = (counter: number[], key: number[]) => {
      let [x0, x1, x2, x3] = counter.map(BigInt);
      let [k0, k1] = key.map(BigInt);
      for (let round = 0; round < 10; round++) {
        const p0 = x0 * 0xd2511f53n;
        const p1 = x2 * 0xcd9e8d57n;
        [x0, x1, x2, x3] = [(p1 >> 32n) ^ x1 ^ k0, p1 & mask, (p0 >> 32n) ^ x3 ^ k1, p0 & mask];
        k0 = (k0 + 0x9e3779b9n) & mask;
        k1 = (k1 + 0xbb67ae85n) & mask;
      }
      return [x0, x1, x2, x3].map(Number);
    };
    let word = 1;
    const next = () => {
      word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
      return word;
    };
    for (let trial = 0; trial < 300; trial++) {
      const counter = [next(), next(), next(), next()];
      const key = [next(), next()];
      const [a, b, c, d] = counter;
      expect([...philox(a, b, c, d, key[0], key[1])]).toEqual(slow(counter, key));
    }
  });
});

describe('mappings', () => {
  it('keep to their ranges at the extremes', () => {
    expect(uniformFromBits(0)).toBe(0);
    expect(uniformFromBits(0xffffffff)).toBe(1 - 2 ** -24);
    expect(integerFromBits(0, 7)).toBe(0);
    expect(integerFromBits(0xffffffff, 7)).toBe(6);
    expect(integerFromBits(0xffffffff, 2 ** 32)).toBe(0xffffffff);
    expect(integerFromBits(0x80000000, 10)).toBe(5);
    expect(bernoulliFromBits(0xffffffff, 1)).toBe(true);
    expect(bernoulliFromBits(0, 0)).toBe(false);
    expect(normalFromBlock(new Uint32Array(4))).toBeCloseTo(-Math.sqrt(24), 3);
    expect(normalFromBlock(new Uint32Array(4).fill(0xffffffff))).toBeCloseTo(Math.sqrt(24), 3);
  });

  it('gives distinct stream numbers to distinct names', () => {
    expect(streamOf('data/split')).not.toBe(streamOf('data/order'));
    expect(streamOf('')).toBe(0x811c9dc5);
  });
});

describe('RandomStream', () => {
  it('reads the same elements sequentially and by index', () => {
    const stream = new RandomStream(7, 11);
    for (let i = 0; i < 50; i++) expect(stream.nextUniform()).toBe(new RandomStream(7, 11).uniform(i));
    expect(stream.uniform(2 ** 32 + 5)).not.toBe(stream.uniform(5));
    expect(stream.bits(2 ** 32 + 5)).toBe(philox(5, 1, 0, 0, 7, 11)[0]);
    expect(new RandomStream(7, 11, 3, 4).bits(9)).toBe(philox(9, 0, 3, 4, 7, 11)[0]);
  });

  it('has the moments of the uniform and the normal law', () => {
    const n = 200_000;
    const uniform = new RandomStream(1, 2).fillUniform(new Float32Array(n));
    const normal = new RandomStream(1, 3).fillNormal(new Float32Array(n), 2);
    const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / n;
    const variance = (values: Float32Array) => {
      const centre = mean(values);
      return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / n;
    };
    // Five standard errors of each estimator.
    expect(Math.abs(mean(uniform) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance(uniform) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
    expect(Math.abs(mean(normal))).toBeLessThan(5 * (2 / Math.sqrt(n)));
    expect(Math.abs(variance(normal) - 4)).toBeLessThan(5 * 4 * Math.sqrt(2 / n));
  });

  it('draws every integer and every permutation about equally often', () => {
    const stream = new RandomStream(5, 6);
    const counts = new Float64Array(10);
    for (let i = 0; i < 100_000; i++) counts[stream.integer(10)]++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(40); // 9 degrees of freedom: P(> 40) < 1e-5

    const orders = new Map<string, number>();
    for (let seed = 0; seed < 24_000; seed++) {
      const order = new RandomStream(seed, 9).permutation(4).join('');
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    const spread = [...orders.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(spread).toBeLessThan(70); // 23 degrees of freedom: P(> 70) < 2e-6
  });

  it('permutes exactly 0..n−1 for small and larger n', () => {
    for (const n of [0, 1, 2, 3, 5, 8, 1001]) {
      const order = new RandomStream(3, 1).permutation(n);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    }
  });

  it('rejects an empty integer range', () => {
    expect(() => new RandomStream(0, 0).integer(0)).toThrow(/\[1, 2\^32\]/);
  });
});
