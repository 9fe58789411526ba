// WGSL of every element-wise function. `element` is f32 or vec4f: the generated kernel names one of
// them. Names without operators are calls of shaders/lib/activation.wgsl, made lane by lane.

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
  select: (condition, a, b) => `select(${b}, ${a}, ${condition} != element(0.0))`,
} satisfies Partial<Record<ElementwiseName, Text>>;

/** Expressions of one lane. */
const scalar: Record<Exclude<ElementwiseName, keyof typeof vector>, Text> = {
  sigmoid: (x) => `sigmoid(${x})`,
  tanh: (x) => `tanh_safe(${x})`,
  gelu: (x) => `gelu(${x})`,
  geluGradient: (g, x) => `${g} * gelu_derivative(${x})`,
  silu: (x) => `silu(${x})`,
  siluGradient: (g, x) => `${g} * silu_derivative(${x})`,
  hardSwish: (x) => `hard_swish(${x})`,
  hardSwishGradient: (g, x) => `${g} * hard_swish_derivative(${x})`,
};

const isScalar = (name: ElementwiseName): name is keyof typeof scalar => name in scalar;

/** Whether the expression calls a function of the activation library. */
export const needsActivationLibrary = isScalar;

/** The WGSL expression of `name` applied to register names, for one lane or four. */
export function functionText(name: ElementwiseName, registers: readonly string[], lanes: 1 | 4): string {
  if (!isScalar(name)) return vector[name](...(registers as [string, string, string]));
  const text = scalar[name];
  if (lanes === 1) return text(...registers);
  const lane = (component: string) => text(...registers.map((register) => `${register}.${component}`));
  return `vec4f(${['x', 'y', 'z', 'w'].map(lane).join(', ')})`;
}
