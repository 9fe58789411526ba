// Layers of a few bits, as they are trained: activations and weights take the values that codes of one to four bits
// stand for, while the gradient passes their rounding as if it were not there and stops at the ends of the range.
// A product whose left operand is coded codes its weights too; so the first and the last layer stay in f32.
// Source: Tulloch & Jia 2017 (1712.02427), §2; Rastegari et al. 2016, "XNOR-Net" (1603.05279), §3.1, for weights of
// one bit and their scale; Cai et al. 2017 (1702.00953) for activations; Esser et al. 2020 (1902.08153) for learned steps.

import { gaussianStep } from '../base/gaussianSteps';
import { type BitCode, levelsOf } from '../graph/ops/bitSerial';
import { add, divide, elementwise, multiply, subtract } from '../graph/ops/elementwise';
import { fakeQuantise } from '../graph/ops/fakeQuantise';
import type { BatchNormParameters } from '../graph/ops/normalisation';
import { reduceMean } from '../graph/ops/reduction';
import { elementCount, type Value } from '../graph/value';
import { type ForwardMode, modeOf } from './forward';
import { zeros } from './initialisers';

export interface LowBits {
  /** 1 to 4 either; activations have the levels 0, s, …, (2^bits − 1)·s. */
  activationBits: number;
  weightBits: number;
  /** What the weights' codes stand for; `bipolar` of one bit is ±1. */
  weightCode: BitCode;
  /** Steps of activations are trained; otherwise they stay those of a half-wave Gaussian. */
  learnedSteps: boolean;
}

/** x = codes·step: whole numbers, and what one is worth: [1], or [F] one for each filter. */
export interface Coded {
  codes: Value;
  step: Value;
}

/** What is known of the values that hold few levels, and of the products of two of them. */
const known = new WeakMap<Value, Coded>();
const products = new WeakMap<Value, Coded>();

/**
 * What follows whole sums is kept in multiples of these. Below 64 f32 then adds and multiplies it without rounding, in
 * whatever order, so that every way of computing a code comes to the same one; addends are odd multiples of half the
 * finer unit, so that none lies half-way between two codes.
 */
const UNIT = 2 ** -18;
const STEP_UNIT = 2 ** -12;

/** x in multiples of `unit`. */
const inUnits = (x: Value, unit: number): Value =>
  fakeQuantise(x, { scale: x.graph.constant(unit, [1]), lowest: -(2 ** 24), highest: 2 ** 24 });

/** The whole numbers next to x/step among those that codes stand for, straight through where x has a code. */
function wholeNumbers(x: Value, step: Value, bits: number, code: BitCode): Value {
  const { lowest, spacing, count } = levelsOf(bits, code);
  const scaled = divide(x, spacing === 1 ? step : multiply(step, spacing));
  const place = lowest === 0 ? scaled : add(scaled, -lowest / spacing);
  const one = x.graph.constant(1, [1]);
  const index = fakeQuantise(place, { scale: one, lowest: 0, highest: count - 1 });
  const spread = spacing === 1 ? index : multiply(index, spacing);
  return lowest === 0 ? spread : add(spread, lowest);
}

/** A standard deviation of 1 behind a ReLU has this step. */
const halfWaveStep = (bits: number): number =>
  STEP_UNIT * Math.round(gaussianStep(levelsOf(bits, 'unsigned'), true) / STEP_UNIT);

/** The codes of x ≥ 0 in f32. */
export const activationCodes = (x: Value, step: Value, bits: number): Value =>
  wholeNumbers(x, step, bits, 'unsigned');

/**
 * What follows a ReLU, in codes: x itself where the mode has none. Parameter `<name>.stepShift` [1] when steps are
 * learned, scaled so that plain gradient descent moves the step as LSQ does (§2.2: its gradient over √(features·levels)).
 */
export function codedActivation(x: Value, { lowBits, noteCoded }: ForwardMode): Value {
  if (!lowBits) return x;
  const { activationBits: bits, learnedSteps } = lowBits;
  const { graph } = x;
  let step = graph.constant([halfWaveStep(bits)], [1]);
  const features = elementCount(x.shape.slice(1));
  const shift = learnedSteps ? graph.parameter('stepShift', [1], zeros) : undefined;
  if (shift) step = inUnits(add(step, multiply(shift, (features * (2 ** bits - 1)) ** -0.25)), STEP_UNIT);
  const coded = { codes: activationCodes(x, step, bits), step };
  const value = multiply(coded.codes, step);
  known.set(value, coded);
  noteCoded?.(graph.currentScope, coded);
  return value;
}

/** Weights [.., F] in codes with a step for each filter: that of a normal distribution of its mean magnitude. */
export function codedWeights(weight: Value, { weightBits: bits, weightCode }: LowBits): Coded {
  const axes = weight.shape.slice(0, -1).map((_, axis) => axis);
  const perMagnitude = gaussianStep(levelsOf(bits, weightCode)) / Math.sqrt(2 / Math.PI);
  const step = multiply(reduceMean(elementwise('abs', weight), axes), perMagnitude);
  return { codes: wholeNumbers(weight, step, bits, weightCode), step };
}

/**
 * product(x, weight), in a few bits where x is coded. In training both operands are the values themselves; afterwards
 * the product is one of whole numbers, which f32 sums exactly, times their steps: what the packed network computes.
 */
export function codedProduct(x: Value, weight: Value, product: (left: Value, right: Value) => Value): Value {
  const { lowBits, noteCoded, training } = modeOf(x.graph) ?? {};
  const left = known.get(x);
  if (!lowBits || !left) return product(x, weight);
  const right = codedWeights(weight, lowBits);
  noteCoded?.(x.graph.currentScope, right);
  if (training) return product(x, multiply(right.codes, right.step));
  const sums = { codes: product(left.codes, right.codes), step: multiply(left.step, right.step) };
  const y = multiply(sums.codes, sums.step);
  products.set(y, sums);
  return y;
}

/** Batch normalisation with running statistics as it is folded into what follows whole sums. */
export interface FoldedNorm {
  multipliers: Value;
  bias: Value;
}

/**
 * (x − mean)/√(variance + epsilon)·scale + shift of a product of coded values, as sums·multipliers + bias; undefined
 * of anything else.
 */
export function foldedNorm(x: Value, parameters: BatchNormParameters, epsilon: number) {
  const sums = products.get(x);
  if (!sums) return undefined;
  const { scale, shift, runningMean, runningVariance } = parameters;
  const factor = divide(scale, elementwise('sqrt', add(runningVariance, epsilon)));
  const multipliers = inUnits(multiply(sums.step, factor), UNIT);
  const bias = add(inUnits(subtract(shift, multiply(runningMean, factor)), UNIT), UNIT / 2);
  return { y: add(multiply(sums.codes, multipliers), bias), folded: { multipliers, bias } };
}
