// The colours of costs: lightness goes one way, and text on every step can be read.

// @vitest-environment node
import { expect, test, vi } from 'vitest';

vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {} }));
const { rampOf } = await import('./ramp');

const channels = (colour: string): number[] =>
  colour.startsWith('#')
    ? [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
    : (colour.match(/\d+/g) ?? []).map(Number);

/** Relative luminance and contrast of WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = channels(colour).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};

const shares = Array.from({ length: 41 }, (_, index) => index / 40);

test.each(['light', 'dark'] as const)('in the %s, dearer is never nearer to the page', (theme) => {
  const ramp = rampOf(theme);
  const all = shares.map((share) => luminance(ramp.fill(share)));
  const sign = theme === 'light' ? -1 : 1;
  for (const [index, value] of all.slice(1).entries())
    expect(sign * (value - all[index])).toBeGreaterThanOrEqual(0);
  expect(new Set(all).size).toBeGreaterThan(30);
});

test.each(['light', 'dark'] as const)('in the %s, names on tiles can be read', (theme) => {
  const ramp = rampOf(theme);
  for (const share of shares) expect(contrast(ramp.fill(share), ramp.ink(share))).toBeGreaterThanOrEqual(4.5);
});
