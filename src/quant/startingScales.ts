// Scales that a model traced through codes starts with, computed from its weights by whoever holds the state.

import type { HostTensor } from '../compile/state';
import { floatsOf } from '../compile/tensorData';
import { codesOf, type QuantisationPolicy } from '../nn/fakeQuantised';
import { symmetric } from './affine';
import { leastSquaresRange } from './ranges';

const WEIGHT = '.weight';
const LEAST = 1e-12;

/**
 * `<layer>.weightsScale` of every layer whose weights a policy quantises with a scale to load. Frozen: the one of least
 * squared error. Learned: 2·mean|w|/√Q, Q the highest code (Esser et al. 2020, 1902.08153, §2.1). Weights are coded
 * around zero; channels are the last axis.
 */
export function startingScales(
  policy: QuantisationPolicy,
  tensors: ReadonlyMap<string, HostTensor>,
): Map<string, HostTensor> {
  const scales = new Map<string, HostTensor>();
  for (const [name, { shape, data }] of tensors) {
    if (!name.endsWith(WEIGHT)) continue;
    const layer = name.slice(0, -WEIGHT.length);
    const { weights } = policy.named?.[layer] ?? policy.layers;
    if (!weights || weights.scale === 'tracked') continue;
    const { highest } = codesOf(weights);
    const channels = weights.perChannel ? (shape.at(-1) ?? 1) : 1;
    const scaleOf = (own: Float32Array): number => {
      if (weights.scale === 'frozen')
        return symmetric(leastSquaresRange(own, weights.bits, symmetric), weights.bits).scale;
      const mean = own.reduce((sum, w) => sum + Math.abs(w), 0) / own.length;
      return Math.max(LEAST, (2 * mean) / Math.sqrt(highest));
    };
    const own = Array.from({ length: channels }, (_, channel) =>
      scaleOf(floatsOf(data).filter((_w, index) => index % channels === channel)),
    );
    scales.set(`${layer}.weightsScale`, { shape: [channels], data: Float32Array.from(own) });
  }
  return scales;
}
