// WGSL of every element-wise function. `element` is f32 or vec4f: the generated kernel names one of
// them. Names without operators are calls of a library in shaders/lib/, made lane by lane where it knows no vectors.

import type { ElementwiseName } from '../../graph/ops/elementwiseFunctions';

type Text = (...x: string[]) => string;

const flag = (condition: string) => `select(element(0.0), element(1.0), ${condition})`;

/** Expressions that hold for f32 and for vec4f alike. */
const vector = {
  add: (a, b) => `${a} + ${b}`,
  subtract: (a, b) => `${a} - ${b}`,
  multiply: (a, b) => `${a} * ${b}`,
  divide: (a, b) => `${a} / ${b}`,
  maximum: (a, b) => `max(${a}, ${b})`,
  minimum: (a, b) => `min(${a}, ${b})`,
  equal: (a, b) => flag(`${a} == ${b}`),
  greater: (a, b) => flag(`${a} > ${b}`),
  negate: (x) => `-${x}`,
  abs: (x) => `abs(${x})`,
  exp: (x) => `exp(${x})`,
  log: (x) => `log(${x})`,
  sqrt: (x) => `sqrt(${x})`,
  square: (x) => `${x} * ${x}`,
  sin: (x) => `sin(${x})`,
  cos: (x) => `cos(${x})`,
  relu: (x) => `max(${x}, element(0.0))`,
  reluGradient: (g, y) => `select(element(0.0), ${g}, ${y} > element(0.0))`,
  sigmoidGradient: (g, y) => `${g} * ${y} * (element(1.0) - ${y})`,
  tanhGradient: (g, y) => `${g} * (element(1.0) - ${y} * ${y})`,
  round: (x) => `round(${x})`,
  select: (condition, a, b) => `select(${b}, ${a}, ${condition} != element(0.0))`,
} satisfies Partial<Record<ElementwiseName, Text>>;

/** Expressions of one lane. */
const scalar: Record<Exclude<ElementwiseName, keyof typeof vector | keyof typeof library>, Text> = {
  sigmoid: (x) => `sigmoid(${x})`,
  tanh: (x) => `tanh_safe(${x})`,
  gelu: (x) => `gelu(${x})`,
  geluGradient: (g, x) => `${g} * gelu_derivative(${x})`,
  silu: (x) => `silu(${x})`,
  siluGradient: (g, x) => `${g} * silu_derivative(${x})`,
  hardSwish: (x) => `hard_swish(${x})`,
  hardSwishGradient: (g, x) => `${g} * hard_swish_derivative(${x})`,
  roundToHalf: (x) => `unpack2x16float(half_of(${x})).x`,
  roundToBfloat: (x) => `bfloat_of(${x})`,
};

/** Of those, the ones that are not in shaders/lib/activation. */
const scalarLibraries: Partial<Record<ElementwiseName, string>> = {
  roundToHalf: 'half_of',
  roundToBfloat: 'bfloat_of',
};

/** Expressions that call shaders/lib/{library}.wgsl, which is generic in `element`. */
const library = {
  fakeQuantise: ['fake_quantise', (...x) => `fake_quantise(${x.join(', ')})`],
  fakeQuantiseGradient: ['fake_quantise', (...x) => `fake_quantise_gradient(${x.join(', ')})`],
  fakeQuantiseScaleGradient: ['fake_quantise', (...x) => `fake_quantise_scale_gradient(${x.join(', ')})`],
  sineWave: ['periodic', (u) => `sine_wave(${u})`],
  sineWaveGradient: ['periodic', (g, u) => `${g} * sine_wave_derivative(${u})`],
  cosineWave: ['periodic', (u) => `cosine_wave(${u})`],
  cosineWaveGradient: ['periodic', (g, u) => `${g} * cosine_wave_derivative(${u})`],
  hatWave: ['periodic', (u) => `hat_wave(${u})`],
  hatWaveGradient: ['periodic', (g, u) => `${g} * hat_wave_derivative(${u})`],
} satisfies Partial<Record<ElementwiseName, [string, Text]>>;

const isScalar = (name: ElementwiseName): name is keyof typeof scalar => name in scalar;
const isOfLibrary = (name: ElementwiseName): name is keyof typeof library => name in library;

/** The file of shaders/lib/ that the function's expression calls into. */
export function libraryOf(name: ElementwiseName): string | undefined {
  if (isScalar(name)) return scalarLibraries[name] ?? 'activation';
  return isOfLibrary(name) ? library[name][0] : undefined;
}

/** The WGSL expression of `name` applied to register names, for one lane or four. */
export function functionText(name: ElementwiseName, registers: readonly string[], lanes: 1 | 4): string {
  if (isOfLibrary(name)) return (library[name][1] as Text)(...registers);
  if (!isScalar(name)) return vector[name](...(registers as [string, string, string]));
  const text = scalar[name];
  if (lanes === 1) return text(...registers);
  const lane = (component: string) => text(...registers.map((register) => `${register}.${component}`));
  return `vec4f(${['x', 'y', 'z', 'w'].map(lane).join(', ')})`;
}
