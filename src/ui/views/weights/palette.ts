// One diverging scale for everything drawn here: orange below zero, blue above, the more colour the further
// from the page's own tone. Orange and blue differ for every common form of colour blindness, and lightness
// alone tells the distance from zero.

import type { Theme } from '../../shell/theme';

type Colour = readonly [red: number, green: number, blue: number];

/** Evenly spaced from −1 to 1. */
const stops: Record<Theme, readonly Colour[]> = {
  light: [
    [110, 44, 0],
    [217, 119, 20],
    [252, 215, 165],
    [248, 248, 246],
    [182, 216, 240],
    [66, 143, 205],
    [8, 56, 110],
  ],
  dark: [
    [255, 221, 160],
    [232, 145, 38],
    [110, 62, 14],
    [24, 29, 38],
    [22, 70, 110],
    [62, 146, 214],
    [190, 228, 255],
  ],
};

/** Steps on each side of zero. */
const STEPS = 255;

/** The colour of a value between −1 and 1. */
export function colourOf(value: number, theme: Theme): Colour {
  const colours = stops[theme];
  const place = ((Math.min(1, Math.max(-1, value)) + 1) / 2) * (colours.length - 1);
  const lower = Math.min(colours.length - 2, Math.floor(place));
  const share = place - lower;
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(colours[lower][channel] * (1 - share) + colours[lower + 1][channel] * share);
  return [mix(0), mix(1), mix(2)];
}

const tables = new Map<Theme, Uint8ClampedArray>();

/** RGB of −STEPS … STEPS one after another. */
function tableOf(theme: Theme): Uint8ClampedArray {
  let table = tables.get(theme);
  if (!table) {
    table = new Uint8ClampedArray(3 * (2 * STEPS + 1));
    for (let step = -STEPS; step <= STEPS; step++)
      table.set(colourOf(step / STEPS, theme), 3 * (step + STEPS));
    tables.set(theme, table);
  }
  return table;
}

/** Writes RGBA of `values` over [−limit, limit] into `pixels`. */
export function paint(
  pixels: Uint8ClampedArray,
  values: ArrayLike<number>,
  limit: number,
  theme: Theme,
): void {
  const table = tableOf(theme);
  const scale = limit > 0 ? STEPS / limit : 0;
  for (let i = 0; i < values.length; i++) {
    const step = Math.max(-STEPS, Math.min(STEPS, Math.round(values[i] * scale)));
    const entry = 3 * (step + STEPS);
    pixels[4 * i] = table[entry];
    pixels[4 * i + 1] = table[entry + 1];
    pixels[4 * i + 2] = table[entry + 2];
    pixels[4 * i + 3] = 255;
  }
}

/** A CSS gradient over the scale, or over its half from zero. */
export function gradientOf(theme: Theme, signed: boolean): string {
  const colours = signed ? stops[theme] : stops[theme].slice(stops[theme].length >> 1);
  return `linear-gradient(to right, ${colours.map((colour) => `rgb(${colour.join(' ')})`).join(', ')})`;
}
