// What is suggested after memory ran out is planned: it fits what the device had granted, and nothing larger does.

// @vitest-environment node
import { expect, test } from 'vitest';
import { NumericsError } from '../base/errors';
import { baseProfile } from '../compile/plan';
import type { Gpu } from '../gpu/device';
import { DeviceLostError } from '../gpu/errors';
import { previewRun } from './preview';
import { remedyOf } from './remedy';

/** Asked for nothing but what it is. */
const gpu = { report: { limits: baseProfile.limits, software: false, features: [] } } as unknown as Gpu;
const run = {
  experiment: 'train-resnet',
  config: { width: 8, resolution: 8, samples: 8192, batch: 8192 },
  seed: 0,
};
const MEBIBYTE = 2 ** 20;

test('after a device was lost over an allocation, the largest batch within half of what was asked', async () => {
  const during = { what: 'training arena1', neededBytes: 60 * MEBIBYTE, allocatedBytes: 62 * MEBIBYTE };
  const refusal = await remedyOf(new DeviceLostError('unknown', '', during), run, gpu);
  const room = (during.neededBytes + during.allocatedBytes) / 2;
  const peakOf = async (batch: number) =>
    (await previewRun({ ...run, config: { ...run.config, batch } }, gpu.report)).cost!.predictedPeakBytes;
  expect(refusal!.limit).toMatchObject({ needed: await peakOf(8192), available: room });
  expect(await peakOf(refusal!.batch!)).toBeLessThanOrEqual(room);
  expect(await peakOf(refusal!.batch! + 1)).toBeGreaterThan(room);
});

test('what has nothing to do with memory has no remedy of this kind', async () => {
  expect(await remedyOf(new DeviceLostError('unknown', 'reset'), run, gpu)).toBeNull();
  expect(await remedyOf(new NumericsError('NaN'), run, gpu)).toBeNull();
});
