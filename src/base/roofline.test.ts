// The roof: flat where arithmetic bounds, a slope where traffic does.

import { expect, test } from 'vitest';
import { boundBy, rooflineFraction, shortestSeconds } from './roofline';

/** Four FLOPs a byte at the ridge. */
const peaks = { flops: 4e9, bytesPerSecond: 1e9 };

test('right of the ridge the arithmetic peak bounds, left of it the bandwidth', () => {
  expect(boundBy({ flops: 8e6, bytes: 1e6 }, peaks)).toBe('arithmetic');
  expect(boundBy({ flops: 1e6, bytes: 1e6 }, peaks)).toBe('bandwidth');
  expect(shortestSeconds({ flops: 8e6, bytes: 1e6 }, peaks)).toBeCloseTo(2e-3, 12);
  expect(shortestSeconds({ flops: 1e6, bytes: 1e6 }, peaks)).toBeCloseTo(1e-3, 12);
});

test('the fraction is the rate over the attainable rate', () => {
  const attainable = Math.min(peaks.flops, 2 * peaks.bytesPerSecond);
  const seconds = 5e-3;
  expect(rooflineFraction({ flops: 2e6, bytes: 1e6 }, seconds, peaks)).toBeCloseTo(
    2e6 / seconds / attainable,
    12,
  );
});

test('a copy has a fraction too, an immeasurably short kernel has none', () => {
  expect(rooflineFraction({ flops: 0, bytes: 1e6 }, 2e-3, peaks)).toBeCloseTo(0.5, 12);
  expect(rooflineFraction({ flops: 1, bytes: 1 }, 0, peaks)).toBeNaN();
});
