// The scalar functions behind element-wise ops, in float64. The GPU's text for each is in
// `kernels/elementwise/`; both are compared at many points by the tests.

import { halfOf, numberOfHalf } from '../../base/halves';
import { roundEven, toBfloat } from '../../base/rounding';

type Arity = 1 | 2 | 3 | 5 | 6;

interface ElementwiseFunction {
  arity: Arity;
  evaluate(...x: number[]): number;
  /** Floating-point operations an element, counting a transcendental as one. */
  flops: number;
}

const f = (arity: Arity, evaluate: (...x: number[]) => number, flops = 1): ElementwiseFunction => ({
  arity,
  evaluate,
  flops,
});

const logistic = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

/** √(2/π), of the tanh form of GELU (Hendrycks & Gimpel, 1606.08415, §2). */
export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBIC = 0.044715;

const gelu = (x: number) => 0.5 * x * (1 + Math.tanh(GELU_SCALE * (x + GELU_CUBIC * x ** 3)));

function geluDerivative(x: number): number {
  const t = Math.tanh(GELU_SCALE * (x + GELU_CUBIC * x ** 3));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x);
}

const siluDerivative = (x: number) => logistic(x) * (1 + x * (1 - logistic(x)));
const hardSwishDerivative = (x: number) => (x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6);

/** How far u lies from the whole number next to it. */
const residue = (u: number) => u - roundEven(u);

/** The code of x, in f32 as the GPU does it: which way a half goes depends on the last bit. */
const codeOf = (x: number, scale: number, zero: number) =>
  roundEven(Math.fround(Math.fround(x) / Math.fround(scale))) + zero;

/** s·(q − zero) with q = clamp(round(x/s) + zero, lowest, highest). */
const fakeQuantise = (x: number, scale: number, zero: number, lowest: number, highest: number) =>
  scale * (Math.min(highest, Math.max(lowest, codeOf(x, scale, zero))) - zero);

/** Straight through (Bengio et al., 1308.3432) inside the range, nothing outside it. */
function fakeQuantiseGradient(g: number, x: number, s: number, zero: number, low: number, high: number) {
  const code = codeOf(x, s, zero);
  return code >= low && code <= high ? g : 0;
}

/** The slope by the scale with rounding taken as straight through (Esser et al. 2020, 1902.08153, eq. 3). */
function fakeQuantiseScaleGradient(g: number, x: number, s: number, zero: number, low: number, high: number) {
  const code = codeOf(x, s, zero);
  return g * (code < low ? low - zero : code > high ? high - zero : code - zero - x / s);
}

/** `xGradient(g, s)` is g times the derivative of x; s is x's output or its input, see elementwise.ts. */
export const elementwiseFunctions = {
  add: f(2, (a, b) => a + b),
  subtract: f(2, (a, b) => a - b),
  multiply: f(2, (a, b) => a * b),
  divide: f(2, (a, b) => a / b),
  maximum: f(2, Math.max),
  minimum: f(2, Math.min),
  equal: f(2, (a, b) => (a === b ? 1 : 0)),
  greater: f(2, (a, b) => (a > b ? 1 : 0)),
  negate: f(1, (x) => -x),
  abs: f(1, Math.abs),
  exp: f(1, Math.exp),
  log: f(1, Math.log),
  sqrt: f(1, Math.sqrt),
  square: f(1, (x) => x * x),
  sin: f(1, Math.sin),
  cos: f(1, Math.cos),
  relu: f(1, (x) => Math.max(x, 0)),
  reluGradient: f(2, (g, y) => (y > 0 ? g : 0)),
  sigmoid: f(1, logistic, 4),
  sigmoidGradient: f(2, (g, y) => g * y * (1 - y), 3),
  tanh: f(1, Math.tanh),
  tanhGradient: f(2, (g, y) => g * (1 - y * y), 3),
  gelu: f(1, gelu, 8),
  geluGradient: f(2, (g, x) => g * geluDerivative(x), 15),
  silu: f(1, (x) => x * logistic(x), 5),
  siluGradient: f(2, (g, x) => g * siluDerivative(x), 9),
  hardSwish: f(1, (x) => (x * Math.min(Math.max(x + 3, 0), 6)) / 6, 5),
  hardSwishGradient: f(2, (g, x) => g * hardSwishDerivative(x), 6),
  round: f(1, roundEven),
  // To the nearest number that a half or a bfloat16 holds, ties to even.
  roundToHalf: f(1, (x) => numberOfHalf(halfOf(x))),
  roundToBfloat: f(1, toBfloat),
  fakeQuantise: f(5, fakeQuantise, 6),
  fakeQuantiseGradient: f(6, fakeQuantiseGradient, 5),
  fakeQuantiseScaleGradient: f(6, fakeQuantiseScaleGradient, 8),
  // Zero on the whole numbers, one half-way between them (Naumov et al. 2018, 1811.09862).
  sineWave: f(1, (u) => Math.sin(Math.PI * residue(u)) ** 2, 4),
  sineWaveGradient: f(
    2,
    (g, u) => g * 2 * Math.PI * Math.sin(Math.PI * residue(u)) * Math.cos(Math.PI * residue(u)),
    6,
  ),
  cosineWave: f(1, (u) => 0.5 * (1 - Math.cos(2 * Math.PI * residue(u))), 5),
  cosineWaveGradient: f(2, (g, u) => g * Math.PI * Math.sin(2 * Math.PI * residue(u)), 5),
  hatWave: f(1, (u) => 2 * Math.abs(residue(u)), 4),
  hatWaveGradient: f(2, (g, u) => g * 2 * Math.sign(residue(u)), 5),
  select: f(3, (condition, a, b) => (condition !== 0 ? a : b)),
} satisfies Record<string, ElementwiseFunction>;

export type ElementwiseName = keyof typeof elementwiseFunctions;

/** Activations a GEMM, convolution or normalisation can apply as it writes its result. */
export type Activation = 'none' | 'relu' | 'gelu' | 'silu' | 'hardSwish' | 'sigmoid' | 'tanh';
