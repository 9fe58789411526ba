// The scale is honest: lightness changes in one direction from zero to either end, equally far values are
// about equally strong, and zero is zero's colour.

import { expect, test } from 'vitest';
import type { Theme } from '../../shell/theme';
import { colourOf, paint } from './palette';

const linear = (channel: number) => {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};
const luminance = ([red, green, blue]: readonly number[]) =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

const values = Array.from({ length: 41 }, (_, step) => step / 40);

test.each<Theme>(['light', 'dark'])('%s: lightness leaves zero in one direction on both sides', (theme) => {
  const away = theme === 'light' ? -1 : 1;
  for (const sign of [-1, 1]) {
    const steps = values.map((value) => luminance(colourOf(sign * value, theme)));
    for (let step = 1; step < steps.length; step++)
      expect(away * (steps[step] - steps[step - 1]), `${sign * values[step]}`).toBeGreaterThan(0);
  }
});

test.each<Theme>(['light', 'dark'])(
  '%s: the ends stand out from zero and from each other by hue',
  (theme) => {
    const [low, zero, high] = [-1, 0, 1].map((value) => colourOf(value, theme));
    for (const end of [low, high]) {
      const [a, b] = [luminance(end), luminance(zero)].sort((x, y) => y - x);
      expect((a + 0.05) / (b + 0.05)).toBeGreaterThan(6);
    }
    expect(low[0]).toBeGreaterThan(low[2]);
    expect(high[2]).toBeGreaterThan(high[0]);
  },
);

test('values are painted by their share of the limit, and beyond it as the limit', () => {
  const pixels = new Uint8ClampedArray(4 * 5);
  paint(pixels, [-9, -2, 0, 2, 9], 2, 'light');
  const painted = Array.from({ length: 5 }, (_, i) => [...pixels.subarray(4 * i, 4 * i + 4)]);
  const expected = [-1, -1, 0, 1, 1].map((value) => [...colourOf(value, 'light'), 255]);
  expect(painted).toEqual(expected);
  paint(pixels, [0, 0, 0, 0, 0], 0, 'dark');
  expect([...pixels.subarray(0, 3)]).toEqual([...colourOf(0, 'dark')]);
});
