// How a slider's position (0 to 1) maps to a value: linear, or in decades. A range that begins at 0 keeps 0
// as its first position and runs in decades from there.

import type { FieldDescription } from '../../experiments/schema';

export interface Scale {
  toPosition(value: number): number;
  toValue(position: number): number;
  /** The next value up (+1) or down (−1), `count` times. */
  step(value: number, count: number): number;
}

/** Linear sliders longer than this could not be aimed. */
const LONGEST_LINEAR = 500;
/** Decades below the default that are worth reaching when the range begins at 0. */
const DECADES_BELOW = 4;
/** Positions that a decade is divided into by the arrow keys. */
const STEPS_PER_DECADE = 20;

type Range = Pick<FieldDescription, 'kind' | 'minimum' | 'maximum' | 'logarithmic' | 'default'>;

export function scaleOf({ kind, minimum = 0, maximum = 1, logarithmic, default: initial }: Range): Scale {
  const integer = kind === 'integer';
  const clamp = (value: number) => Math.min(Math.max(value, minimum), maximum);
  const inDecades = minimum >= 0 && (logarithmic || maximum - minimum > LONGEST_LINEAR);
  if (!inDecades) {
    const unit = integer ? 1 : roundTo(10 ** Math.floor(Math.log10((maximum - minimum) / 20)), 1);
    const snap = (value: number) => clamp(integer ? Math.round(value) : roundTo(value, 3));
    return {
      toPosition: (value) => (clamp(value) - minimum) / (maximum - minimum),
      toValue: (position) => snap(minimum + Math.round((position * (maximum - minimum)) / unit) * unit),
      step: (value, count) => snap(value + count * unit),
    };
  }
  const anchor = typeof initial === 'number' && initial > 0 ? initial : maximum;
  const low = minimum > 0 ? minimum : integer ? 1 : 10 ** (Math.floor(Math.log10(anchor)) - DECADES_BELOW);
  const span = Math.log(maximum / low);
  const snap = (value: number) => {
    if (value < low) return minimum;
    return clamp(integer ? Math.round(roundTo(value, 2)) : roundTo(value, 2));
  };
  // With 0 in the range, the first hundredth of the slider stands for it.
  const zero = minimum > 0 ? 0 : 0.01;
  return {
    toPosition: (value) => (value < low ? 0 : zero + (1 - zero) * (Math.log(clamp(value) / low) / span)),
    toValue(position) {
      if (position <= 0 || position < zero) return minimum;
      if (position >= 1) return maximum;
      return snap(low * Math.exp((span * (position - zero)) / (1 - zero)));
    },
    step(value, count) {
      if (integer) return clamp(value + count);
      if (value < low) return count > 0 ? low : minimum;
      return snap(value * 10 ** (count / STEPS_PER_DECADE));
    },
  };
}

const roundTo = (value: number, digits: number): number => Number(value.toPrecision(digits));
