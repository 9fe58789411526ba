// The curve keeps the counts it is given, and the fit finds the exponent that ids were drawn with.
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../base/randomStream';
import { zipfSampler } from '../generators/zipf';
import { descendingCounts, fitZipf, rankFrequency } from './rankFrequency';

describe('descendingCounts', () => {
  it('counts every id once and leaves out those that never occur', () => {
    expect([...descendingCounts([4, 1, 4, 4, 1, 0], 6)]).toEqual([3, 2, 1]);
    expect([...descendingCounts([], 3)]).toEqual([]);
  });
});

describe('rankFrequency', () => {
  it('begins with the most frequent id and ends with the rarest', () => {
    const counts = Array.from({ length: 1234 }, (_, rank) => 5000 - rank);
    const { points } = rankFrequency(counts);
    expect(points[0]).toEqual({ rank: 1, count: 5000 });
    expect(points.at(-1)).toEqual({ rank: 1234, count: 3767 });
    for (const { rank, count } of points) expect(count).toBe(counts[rank - 1]);
    expect(rankFrequency([]).points).toEqual([]);
  });
});

describe('fitZipf', () => {
  it('recovers a law without noise', () => {
    for (const exponent of [0, 0.6, 1.2]) {
      const points = Array.from({ length: 40 }, (_, k) => ({
        rank: k + 1,
        count: 1e6 * (k + 1) ** -exponent,
      }));
      const fit = fitZipf(points);
      expect(fit?.exponent).toBeCloseTo(exponent, 6);
      expect(fit?.scale).toBeCloseTo(1e6, 0);
      expect(fit?.lastRank).toBe(40);
    }
  });

  it('comes near the exponent that ids were drawn with', () => {
    for (const exponent of [0.8, 1.1, 1.4]) {
      const sampler = zipfSampler(1000, exponent);
      const stream = new RandomStream(3, 7);
      const ids = Uint32Array.from({ length: 200_000 }, () => sampler(stream.integer(2 ** 32)));
      const { fit } = rankFrequency(descendingCounts(ids, 1000));
      expect(Math.abs((fit?.exponent ?? 0) - exponent)).toBeLessThan(0.05);
    }
  });

  it('does not fit what chance decides', () => {
    expect(rankFrequency([4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1]).fit).toBeNull();
  });
});
