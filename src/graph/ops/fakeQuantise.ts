// Training for low precision: tensors go through the codes of a few bits and back, so that the network learns with the
// error they will have. Rounding has no useful slope; its gradient is taken straight through.
// Source: Jacob et al. 2018 (1712.05877), §3; Esser et al. 2020, "Learned Step Size Quantization" (1902.08153), §2.

import { defineOp, requireShape } from '../op';
import { elementCount, sameShape, type Value } from '../value';
import { add, constantLike, divide, elementwise, maximum, negate, subtract } from './elementwise';

/** The codes in use, whole numbers. */
export interface CodeRange {
  lowest: number;
  highest: number;
}

export interface FakeQuantiseOptions extends CodeRange {
  /** Of one code, f32 [1], or [C] for one of each channel (the last axis of x). A parameter learns it. */
  scale: Value;
  /** The code of zero, of the scale's shape, f32. Default 0. */
  zero?: Value;
  /** Multiplies the scale's gradient: 1/√(elements·highest) in LSQ (§2.2). Default 1. */
  scaleGradient?: number;
}

/**
 * y = s·(q − zero), q = clamp(round(x/s) + zero, lowest, highest), halves to even; of x's shape.
 * Gradient by x: straight through where the code is in range, 0 elsewhere. By s: code − zero − x/s in range, else the
 * end of the range less zero. None by zero.
 */
export function fakeQuantise(x: Value, options: FakeQuantiseOptions): Value {
  const { scale, zero, lowest, highest, scaleGradient = 1 } = options;
  const channels = [x.shape.at(-1) ?? 1];
  const fits = (value: Value) => sameShape(value.shape, [1]) || sameShape(value.shape, channels);
  for (const value of [scale, zero ?? scale])
    requireShape(fits(value), 'fakeQuantise', value.name, value.shape, `[1] or [${channels}]`);
  const [low, high] = [constantLike(x, lowest), constantLike(x, highest)];
  const operands = [x, scale, zero ?? constantLike(x, 0), low, high];
  return x.graph.apply('fakeQuantise', operands, { scaleGradient })[0];
}

/**
 * Moves a range towards what x spans: r ← r + momentum·(batch − r) for `low` and `high`, states f32 [1], or [C] for
 * each channel of the last axis. A range of nothing (0 to 0) takes over the batch's. Inputs: x, low, high.
 */
defineOp({
  name: 'trackRange',
  infer: ([x, low, high]) => {
    const columns = elementCount(low.shape);
    const fits = columns === 1 || columns === x.shape.at(-1);
    requireShape(fits, 'trackRange', low.name, low.shape, `[1] or [${x.shape.at(-1)}]`);
    requireShape(sameShape(low.shape, high.shape), 'trackRange', high.name, high.shape, `[${low.shape}]`);
    return [];
  },
  updates: () => [1, 2],
  flops: ({ inputs: [x] }) => 2 * elementCount(x.shape),
});

export interface TrackedRange {
  low: Value;
  high: Value;
}

/** `momentum`: the newest batch's share; 1 forgets all others. */
export function trackRange(x: Value, { low, high }: TrackedRange, momentum: number): void {
  x.graph.apply('trackRange', [x, low, high], { momentum });
}

/** Smaller ranges have no step of their own. */
const LEAST_SCALE = 1e-12;

/** Codes around zero that reach as far as the range does. */
export function symmetricScale({ low, high }: TrackedRange, { highest }: CodeRange): Value {
  const reach = maximum(elementwise('abs', low), elementwise('abs', high));
  return maximum(divide(reach, highest), LEAST_SCALE);
}

/** All codes for the range, widened to hold zero, which gets a code of its own. */
export function asymmetricScale({ low, high }: TrackedRange, { lowest, highest }: CodeRange) {
  const from = elementwise('minimum', low, constantLike(low, 0));
  const to = maximum(high, 0);
  const scale = maximum(divide(subtract(to, from), highest - lowest), LEAST_SCALE);
  const zero = add(negate(elementwise('round', divide(from, scale))), lowest);
  return { scale, zero };
}
