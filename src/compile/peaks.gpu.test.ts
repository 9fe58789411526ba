// The peaks of the adapter: real rates, measured once, and nothing left behind.

import { expect, test } from 'vitest';
import { testGpu } from '../../e2e/support/testGpu';
import { peaksOf } from './peaks';

test('the two peaks are measured once a device and their memory is given back', async () => {
  const gpu = await testGpu();
  const before = gpu.counters.allocatedBytes;
  const peaks = await peaksOf(gpu);
  // Slower than any machine that runs a browser, faster than any there is.
  expect(peaks.flops).toBeGreaterThan(1e7);
  expect(peaks.flops).toBeLessThan(1e16);
  expect(peaks.bytesPerSecond).toBeGreaterThan(1e7);
  expect(peaks.bytesPerSecond).toBeLessThan(1e14);
  expect(gpu.counters.allocatedBytes).toBe(before);
  const { submits } = gpu.counters;
  expect(await peaksOf(gpu)).toBe(peaks);
  expect(gpu.counters.submits).toBe(submits);
});
