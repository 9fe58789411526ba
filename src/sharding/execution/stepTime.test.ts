// The arithmetic of a step's time by hand.

import { expect, test } from 'vitest';
import { type CollectiveSeconds, type DeviceSeconds, stepTime } from './stepTime';

const device = (seconds: Partial<DeviceSeconds>): DeviceSeconds => ({
  ...{ pooling: 1, reducing: 0, slice: 10, allReduce: 0, shardUpdate: 2, denseUpdate: 1 },
  ...seconds,
});
const exchange: CollectiveSeconds = {
  'index all-to-all': 3,
  'forward all-to-all': 4,
  'forward reduce-scatter': 1,
  'backward all-to-all': 4,
  'backward all-gather': 1,
  'all-reduce': 5,
};

test('each phase waits for its slowest device, and pipelining hides lookups and the shorter of two tails', () => {
  const devices = [device({ pooling: 3 }), device({ slice: 12 })];
  const time = stepTime(devices, exchange);
  expect(time.computeSeconds).toBe(3 + 12 + 2 + 1);
  expect(time.exchangeSeconds).toBe(18);
  expect(time.sequentialSeconds).toBe(36);
  // 3 + (4 + 1) + 12 + (4 + 1) + max(5, 2) + 1
  expect(time.pipelinedSeconds).toBe(31);
});

test('no step is shorter than its exchanges', () => {
  const idle = device({ pooling: 0, slice: 0, shardUpdate: 0, denseUpdate: 0 });
  expect(stepTime([idle], exchange).pipelinedSeconds).toBe(18);
});
