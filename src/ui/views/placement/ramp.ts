// The colour of a shard's cost: from the page's own tone over amber and brick to plum in the light, and back in the
// dark. Lightness alone tells the order, so that the scale holds for every form of colour blindness.

import type { Theme } from '../../shell/theme';

type Colour = readonly [red: number, green: number, blue: number];

/** Evenly spaced from nothing to the dearest. */
const stops: Record<Theme, readonly Colour[]> = {
  light: [
    [246, 238, 222],
    [243, 206, 143],
    [226, 140, 80],
    [176, 72, 66],
    [84, 28, 74],
  ],
  dark: [
    [44, 36, 62],
    [98, 46, 92],
    [170, 66, 82],
    [229, 124, 70],
    [255, 214, 132],
  ],
};

const STEPS = 64;

export interface Ramp {
  /** CSS colours of the tile and of text on it, for a share of the dearest from 0 to 1. */
  fill(share: number): string;
  ink(share: number): string;
}

const ramps = new Map<Theme, Ramp>();

export function rampOf(theme: Theme): Ramp {
  let ramp = ramps.get(theme);
  if (!ramp) {
    const colours = Array.from({ length: STEPS + 1 }, (_, step) => colourAt(stops[theme], step / STEPS));
    const fills = colours.map((colour) => `rgb(${colour.join(' ')})`);
    // Black and white are equally far from what is so light.
    const inks = colours.map((colour) => (luminance(colour) > 0.1791 ? '#000000' : '#ffffff'));
    // Much lies near nothing: the root spreads it.
    const stepOf = (share: number) => Math.round(Math.sqrt(Math.min(1, Math.max(0, share))) * STEPS);
    ramp = { fill: (share) => fills[stepOf(share)], ink: (share) => inks[stepOf(share)] };
    ramps.set(theme, ramp);
  }
  return ramp;
}

function colourAt(colours: readonly Colour[], share: number): Colour {
  const place = share * (colours.length - 1);
  const lower = Math.min(colours.length - 2, Math.floor(place));
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(
      colours[lower][channel] + (place - lower) * (colours[lower + 1][channel] - colours[lower][channel]),
    );
  return [mix(0), mix(1), mix(2)];
}

/** Relative, as WCAG has it: 0 black, 1 white. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A CSS gradient of the colours themselves; its places are square roots of shares. */
export const rampGradient = (theme: Theme): string =>
  `linear-gradient(to right, ${stops[theme].map((colour) => `rgb(${colour.join(' ')})`).join(', ')})`;
