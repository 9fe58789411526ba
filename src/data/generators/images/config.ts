// The configuration of a synthetic image world, and its vocabulary of shapes and textures.

import { ConfigError } from '../../../base/errors';

export const shapes = ['disc', 'square', 'triangle', 'cross', 'ring'] as const;
export const textures = ['plain', 'striped', 'checked', 'dotted'] as const;

/** Combinations of a shape and a texture: the finest classes there can be. */
export const combinations = shapes.length * textures.length;

export interface ImageWorldConfig {
  /** Pixels a side; images are size × size × 3. */
  size: number;
  /** Number of classes, 2 to 20. Class of (shape s, texture t) is (4s + t) mod classes. */
  classes: number;
  /** Zipf exponent of class frequency: class k is drawn with probability ∝ (k + 1)^−tail; 0 is balanced. */
  tail: number;
  /** Probability that a label is replaced by another class, drawn by class frequency. */
  labelNoise: number;
  /** Mean number of further tags, drawn by class frequency; above 0 the targets become multi-hot. At most 4. */
  extraTags: number;
  /** Largest deviation of a pixel value by noise, of 255. */
  pixelNoise: number;
  seed: number;
}

export const defaultImageWorld: ImageWorldConfig = {
  size: 32,
  classes: 10,
  tail: 0,
  labelNoise: 0,
  extraTags: 0,
  pixelNoise: 16,
  seed: 1,
};

export function checkImageWorld(config: ImageWorldConfig): void {
  const require = (condition: boolean, what: string) => {
    if (!condition) throw new ConfigError(`Synthetic images: ${what}.`);
  };
  require(Number.isInteger(config.size) && config.size >= 8, 'size must be a whole number ≥ 8');
  require(Number.isInteger(config.classes), 'classes must be a whole number');
  require(config.classes >= 2 && config.classes <= combinations, `classes must be in [2, ${combinations}]`);
  require(config.tail >= 0, 'tail must be ≥ 0');
  require(config.labelNoise >= 0 && config.labelNoise <= 1, 'labelNoise must be in [0, 1]');
  require(config.extraTags >= 0 && config.extraTags <= 4, 'extraTags must be in [0, 4]');
  require(config.pixelNoise >= 0 && config.pixelNoise <= 255, 'pixelNoise must be in [0, 255]');
}

/** "plain disc or dotted triangle": every combination that belongs to the class. */
export function className(label: number, classes: number): string {
  const names: string[] = [];
  for (let combination = label; combination < combinations; combination += classes) {
    const shape = shapes[Math.floor(combination / textures.length)];
    names.push(`${textures[combination % textures.length]} ${shape}`);
  }
  return names.join(' or ');
}
