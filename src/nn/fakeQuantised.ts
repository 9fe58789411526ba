// Models that train and test with the error of low-precision codes: a rule for the operands of their layers, to be
// given as `operands` of the forward mode.

import { ConfigError } from '../base/errors';
import {
  asymmetricScale,
  type CodeRange,
  fakeQuantise,
  symmetricScale,
  type TrackedRange,
  trackRange,
} from '../graph/ops/fakeQuantise';
import { elementCount, type Value } from '../graph/value';
import type { ForwardMode, Operand } from './forward';
import { ones, zeros } from './initialisers';

export interface TensorQuantisation {
  /** 2 to 16. */
  bits: number;
  /** Around zero, without the lowest code (for weights); or all codes, with one of zero's own (for activations). */
  codes: 'symmetric' | 'asymmetric';
  /** A scale for each channel of the last axis: output channels of a weight. Default: one of the tensor. */
  perChannel?: boolean;
  /**
   * Where the scale comes from. `frozen`: a state that the caller loads; it starts at 1. `learned`: a parameter
   * trained by the step-size gradient (Esser et al. 2020, 1902.08153), which the caller loads likewise. `tracked`:
   * from a moving average of minimum and maximum, updated in training.
   */
  scale: 'frozen' | 'learned' | 'tracked';
  /** `tracked`: the newest batch's share in the average. Default 0.1; for weights 1, their range as it is. */
  momentum?: number;
}

export interface LayerQuantisation {
  weights?: TensorQuantisation;
  activations?: TensorQuantisation;
}

/** Which layers, and how. */
export interface QuantisationPolicy {
  /** Of every layer that `named` does not name. */
  layers: LayerQuantisation;
  /** By the layer's full name; {} leaves it in full precision, as is usual for the first and the last. */
  named?: Readonly<Record<string, LayerQuantisation>>;
}

export function codesOf({ bits, codes }: Pick<TensorQuantisation, 'bits' | 'codes'>): CodeRange {
  if (!Number.isInteger(bits) || bits < 2 || bits > 16)
    throw new ConfigError(`Codes have 2 to 16 bits, not ${bits}.`);
  const highest = 2 ** (bits - 1) - 1;
  return { lowest: codes === 'symmetric' ? -highest : -highest - 1, highest };
}

/**
 * The rule of a policy. Beside each quantised tensor it declares, with `<role>` weights or activations and [1] or [C]
 * elements: states `<layer>.<role>Scale` and, for asymmetric codes, `<layer>.<role>Zero` (frozen), the parameter
 * `<layer>.<role>Scale` (learned), or states `<layer>.<role>Low` and `<layer>.<role>High` (tracked).
 */
export function fakeQuantised(policy: QuantisationPolicy): NonNullable<ForwardMode['operands']> {
  return (operand) => {
    const quantisation = (policy.named?.[operand.layer] ?? policy.layers)[operand.role];
    return quantisation ? throughCodes(operand, quantisation) : operand.value;
  };
}

function throughCodes(operand: Operand, quantisation: TensorQuantisation): Value {
  const { value, role, training } = operand;
  const { codes, perChannel = false, scale: source } = quantisation;
  const { graph } = value;
  const range = codesOf(quantisation);
  const shape = [perChannel ? (value.shape.at(-1) ?? 1) : 1];
  if (source === 'tracked') {
    const tracked: TrackedRange = {
      low: graph.state(`${role}Low`, shape, zeros),
      high: graph.state(`${role}High`, shape, zeros),
    };
    const { momentum = role === 'weights' ? 1 : 0.1 } = quantisation;
    if (training) trackRange(value, tracked, momentum);
    const scales =
      codes === 'symmetric' ? { scale: symmetricScale(tracked, range) } : asymmetricScale(tracked, range);
    return fakeQuantise(value, { ...range, ...scales });
  }
  const scale =
    source === 'learned'
      ? graph.parameter(`${role}Scale`, shape, ones, false)
      : graph.state(`${role}Scale`, shape, ones);
  const zero = codes === 'asymmetric' ? graph.state(`${role}Zero`, shape, zeros) : undefined;
  // 1/√(N·Q), N the elements that share the scale (of one sample, for activations).
  const sharing = elementCount(value.shape) / shape[0] / (role === 'activations' ? value.shape[0] : 1);
  const scaleGradient = 1 / Math.sqrt(sharing * range.highest);
  return fakeQuantise(value, { ...range, scale, zero, scaleGradient });
}
