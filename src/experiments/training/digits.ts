// Claims are made for one data set and one configuration; these say whether a run is of that kind.

import type { ClaimInput } from '../experiment';
import { type ConfigSchema, defaultsOf } from '../schema';

/** UCI's handwritten digits, by their shape and number; they come from the reader's files. */
export const isDigits = ({ data }: ClaimInput): boolean => /: 3,823 images of 8×8×1 in 10 classes/.test(data);

/** Settings that say nothing of a run on the reader's files. */
export const generatedImageSettings = ['resolution', 'classes', 'samples', 'tail', 'labelNoise'] as const;

/** Whether every setting that matters has its default. */
export function isDefaultRun(
  { config }: ClaimInput,
  schema: ConfigSchema,
  ignored: readonly string[] = [],
): boolean {
  return Object.entries(defaultsOf(schema)).every(
    ([key, value]) => ignored.includes(key) || config[key] === value,
  );
}

/**
 * PyTorch's figure to compare a run with: that of the same seed, which starts from the same weights, where
 * it is recorded (seeds from 0), otherwise the mean.
 */
export const recordedFor = (seed: number, recorded: readonly number[]): number =>
  recorded[seed] ?? recorded.reduce((sum, value) => sum + value, 0) / recorded.length;
