import { describe, expect, it } from 'vitest';
import { GrowingArray, iota } from './arrays';
import { nextBeta, nextGamma } from './distributions';
import { RandomStream } from './randomStream';

describe('GrowingArray', () => {
  it('keeps what was pushed and appended past its first capacity', () => {
    const grown = new GrowingArray(Uint32Array);
    grown.append(iota(1023));
    for (let i = 1023; i < 1030; i++) grown.push(i);
    grown.append(iota(5000).map((value) => value + 1030));
    expect(grown.toArray()).toEqual(iota(6030));
    expect(grown.length).toBe(6030);
  });
});

describe('gamma and beta variates', () => {
  // Mean and variance within five standard errors; the fourth moments are bounded generously by 12 variance².
  const check = (draw: () => number, mean: number, variance: number) => {
    const n = 20_000;
    const values = Array.from({ length: n }, draw);
    const centre = values.reduce((sum, value) => sum + value) / n;
    const spread = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / n;
    expect(Math.abs(centre - mean)).toBeLessThan(5 * Math.sqrt(variance / n));
    expect(Math.abs(spread - variance)).toBeLessThan(5 * Math.sqrt((12 * variance ** 2) / n));
  };

  it.each([0.3, 1, 2.5, 20])('gamma of shape %f has mean and variance of its shape', (shape) => {
    const stream = new RandomStream(1, 2);
    check(() => nextGamma(stream, shape), shape, shape);
  });

  it.each([0.2, 1, 4])('beta(α, α) with α = %f has mean ½ and variance 1 / (8α + 4)', (alpha) => {
    const stream = new RandomStream(1, 3);
    check(() => nextBeta(stream, alpha, alpha), 0.5, 1 / (8 * alpha + 4));
  });

  it('rejects a shape that is not positive', () => {
    expect(() => nextGamma(new RandomStream(0, 0), 0)).toThrow(/above 0/);
  });
});
