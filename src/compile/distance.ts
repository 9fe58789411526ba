// How far a result is from float64: one number for a reader, and one against the tolerance of the tests.

import { codeWords, decodeRows, type RowCoding, rowWords } from '../base/rowCodes';
import type { Tolerance } from '../reference/tolerances';

export interface Distance {
  /** Largest |result − reference| / (rms(reference) + |reference|) of all elements. */
  error: number;
  /** The same in units of what the op is allowed; up to one agrees. */
  ratio: number;
}

/** Differences this small are none: below them float32 has lost its precision. */
const SMALLEST_ALLOWED = 1e-30;
const SMALLEST_SCALE = SMALLEST_ALLOWED / 1e-6;

/** What float32 cannot hold, and what is no number, must be the same in both; else the distance is infinite. */
export function distanceOf(
  actual: ArrayLike<number>,
  expected: Float64Array,
  { absolute, relative }: Tolerance,
): Distance {
  let squares = 0;
  let finite = 0;
  for (const value of expected) {
    if (!Number.isFinite(Math.fround(value))) continue;
    squares += value ** 2;
    finite++;
  }
  const rms = Math.sqrt(squares / Math.max(1, finite));
  let error = 0;
  let ratio = 0;
  for (const [i, value] of expected.entries()) {
    const rounded = Math.fround(value);
    if (Object.is(actual[i], rounded)) continue;
    if (!Number.isFinite(actual[i]) || !Number.isFinite(rounded)) return { error: Infinity, ratio: Infinity };
    const difference = Math.abs(actual[i] - value);
    const size = Math.abs(value);
    error = Math.max(error, difference / (rms + size + SMALLEST_SCALE));
    ratio = Math.max(ratio, difference / (absolute * rms + relative * size + SMALLEST_ALLOWED));
  }
  return { error, ratio };
}

/**
 * The distance of the numbers that coded rows stand for. A number at the threshold between two codes may take either,
 * so a difference of one step of its row is none.
 */
export function codedDistance(
  actual: Uint32Array,
  expected: Float64Array,
  coding: RowCoding,
  tolerance: Tolerance,
): Distance {
  const [ours, theirs] = [decodeRows(actual, coding), decodeRows(expected, coding)];
  const scales = new Float32Array(Uint32Array.from(expected).buffer);
  for (const [i, x] of theirs.entries()) {
    const row = Math.floor(i / coding.width);
    const step = scales[row * rowWords(coding) + codeWords(coding)];
    if (Math.abs(ours[i] - x) <= 1.001 * step) ours[i] = x;
  }
  return distanceOf(ours, Float64Array.from(theirs), tolerance);
}
