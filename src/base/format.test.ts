// Numbers as people read them.

import { expect, test } from 'vitest';
import { formatNumber, formatScaled, formatSeconds } from './format';

test.each([
  [0.985432, '0.9854'],
  [78_042, '78,042'],
  [12_345.678, '12,346'],
  [-2.5, '-2.5'],
  [Number.NaN, '–'],
  [0, '0'],
  [1.25e-7, '1.25e-7'],
  [3.2e13, '3.20e13'],
])('%d is %s', (value, text) => expect(formatNumber(value)).toBe(text));

test.each([
  [999, '999 F'],
  [999.9, '1 kF'],
  [4.2e7, '42 MF'],
])('%d is %s', (value, text) => expect(formatScaled(value, 'F')).toBe(text));

test.each([
  [3.21, '3.2 s'],
  [42.4, '42 s'],
  [65, '1:05 min'],
  [7800, '2:10:00 h'],
])('%d seconds are %s', (value, text) => expect(formatSeconds(value)).toBe(text));
