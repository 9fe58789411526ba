// The colours of both themes are readable: WCAG 2.2 contrast of text 4.5, of controls and lines 3.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const pairs = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(([, name, light, dark]) => [
    name,
    { light, dark },
  ]),
);

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const onGround = ['page', 'surface', 'raised'];
const text = [
  ...['ink', 'ink-soft', 'accent', 'amber', 'good', 'bad'].flatMap((ink) =>
    onGround.map((ground) => [ink, ground]),
  ),
  ['on-accent', 'accent'],
  ['accent', 'accent-wash'],
  ['ink', 'accent-wash'],
  ['amber', 'amber-wash'],
  ['ink', 'amber-wash'],
  ['good', 'good-wash'],
  ['bad', 'bad-wash'],
  ['ink', 'bad-wash'],
];
const shapes = [
  'line-strong',
  'series-1',
  'series-2',
  'series-3',
  ...Array.from({ length: 8 }, (_, index) => `run-${index + 1}`),
].map((shape) => [shape, 'surface']);

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  const colour = (name: string) => pairs.get(name)![theme];
  test.each(text)('%s on %s can be read', (ink, ground) =>
    expect(contrast(colour(ink), colour(ground))).toBeGreaterThanOrEqual(4.5),
  );
  test.each(shapes)('%s on %s can be seen', (shape, ground) =>
    expect(contrast(colour(shape), colour(ground))).toBeGreaterThanOrEqual(3),
  );
});

test('black on white is 21', () => expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10));
