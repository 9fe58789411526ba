// What is in image i: its class, and everything that does not matter for the class (position, size, rotation,
// colours). All of it is a function of (seed, i).

import { bernoulliFromBits, integerFromBits, philox, streamOf, uniformFromBits } from '../../../base/philox';
import type { RankSampler } from '../zipf';
import { combinations, type ImageWorldConfig, textures } from './config';

export type Colour = [number, number, number];

export interface Scene {
  /** Class by the rule, before label noise. */
  trueLabel: number;
  label: number;
  /** Further tags; may repeat each other or the label. */
  extraTags: number[];
  shape: number;
  texture: number;
  /** Centre and radius, in units of the side; rotation in radians. */
  x: number;
  y: number;
  radius: number;
  angle: number;
  /** Period of the texture in units of the side, and its phase in periods. */
  period: number;
  phase: number;
  background: Colour;
  light: Colour;
  dark: Colour;
}

const stream = streamOf('images/scene');
const MOST_EXTRA_TAGS = 4;
const TWO_32 = 2 ** 32;

/** A colour of a hue in [0, 1) between black and white: `level` is its mean brightness of 255. */
function colour(hue: number, saturation: number, level: number): Colour {
  const channel = (offset: number) => {
    const wave = Math.cos(2 * Math.PI * (hue + offset));
    return Math.min(255, Math.max(0, level * (1 + saturation * wave)));
  };
  return [channel(0), channel(1 / 3), channel(2 / 3)];
}

export function drawScene(config: ImageWorldConfig, classRank: RankSampler, index: number): Scene {
  const words = new Uint32Array(24);
  for (let b = 0; b < 6; b++) {
    philox(index, index / TWO_32, b, 0, config.seed, stream, words.subarray(4 * b, 4 * b + 4));
  }
  const uniform = (word: number) => uniformFromBits(words[word]);
  const trueLabel = classRank(words[0]);
  let label = trueLabel;
  if (bernoulliFromBits(words[1], config.labelNoise)) {
    label = classRank(words[2]);
    if (label === trueLabel) label = (trueLabel + 1) % config.classes;
  }
  const members = Math.floor((combinations - 1 - trueLabel) / config.classes) + 1;
  const combination = trueLabel + config.classes * integerFromBits(words[3], members);
  const extraTags: number[] = [];
  for (let tag = 0; tag < MOST_EXTRA_TAGS; tag++) {
    if (bernoulliFromBits(words[16 + tag], config.extraTags / MOST_EXTRA_TAGS)) {
      extraTags.push(classRank(words[20 + tag]));
    }
  }
  const radius = 0.24 + 0.14 * uniform(4);
  const bright = words[15] >>> 31 === 1;
  const hue = uniform(10);
  return {
    trueLabel,
    label,
    extraTags,
    shape: Math.floor(combination / textures.length),
    texture: combination % textures.length,
    x: radius + (1 - 2 * radius) * uniform(5),
    y: radius + (1 - 2 * radius) * uniform(6),
    radius,
    angle: 2 * Math.PI * uniform(7),
    period: 0.14 + 0.06 * uniform(8),
    phase: uniform(9),
    // The object is brighter than the ground or darker; the texture moves between two levels of one hue.
    background: colour(uniform(11), 0.5, bright ? 40 + 30 * uniform(12) : 200 + 40 * uniform(12)),
    light: colour(hue, 0.5, bright ? 215 : 150),
    dark: colour(hue, 0.5, bright ? 115 : 50),
  };
}
