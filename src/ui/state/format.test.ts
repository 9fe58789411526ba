// Numbers and names as the page shows them.

import { expect, test } from 'vitest';
import { formatAge, formatMetric, formatStatus, metricName } from './format';

test.each([
  ['testAccuracy', 0.9854, '98.5 %'],
  ['testAccuracy', 0.99996, '100 %'],
  ['testAccuracy', 0.9994, '99.9 %'],
  ['peakBytes', 1536, '1.5 KiB'],
  ['stepMs', 12.345, '12.3 ms'],
  ['stepMs', 2500, '2.5 s'],
  ['flopsPerStep', 1.53e9, '1.53 GFLOP'],
  ['trainLoss', 0.043219, '0.04322'],
  ['trainLoss', Number.NaN, '–'],
])('%s %d is %s', (metric, value, text) => expect(formatMetric(metric, value)).toBe(text));

test('a status counts what it does', () => {
  expect(formatStatus({ text: 'Compiling kernels', done: 14, total: 31 })).toBe('Compiling 14 of 31 kernels');
  expect(formatStatus({ text: 'Reading data' })).toBe('Reading data');
});

test('names are words', () => {
  expect(metricName('trainLoss')).toBe('training loss');
  expect(metricName('bindGroupsCreatedPerStep')).toBe('bind groups created per step');
});

test('ages are rough', () => {
  expect(formatAge(20_000)).toBe('just now');
  expect(formatAge(7 * 60_000)).toBe('7 min ago');
  expect(formatAge(3 * 3_600_000)).toBe('3 h ago');
  expect(formatAge(72 * 3_600_000)).toBe('3 days ago');
});
