// How far a GPU kernel may be from the float64 reference, by op, and why. The tests and the page judge by it.
// |gpu − reference| ≤ absolute · rms(reference) + relative · |reference|, element by element.

export interface Tolerance {
  relative: number;
  /** In units of the reference tensor's root mean square. */
  absolute: number;
  reason: string;
}

/** One rounding is 2⁻²⁴ ≈ 6e-8. */
const standard: Tolerance = { relative: 1e-6, absolute: 1e-6, reason: 'a few roundings' };

const tolerances: Record<string, Tolerance> = {
  attention: { relative: 1e-5, absolute: 2e-6, reason: 'exp of f32 scores, sums over all keys' },
  attentionGradient: { relative: 1e-5, absolute: 6e-6, reason: 'exp of f32 scores, sums over all tokens' },
  sin: { relative: 0, absolute: 1e-3, reason: 'WGSL promises sine to 2⁻¹¹ only' },
  cos: { relative: 0, absolute: 1.5e-3, reason: 'WGSL promises cosine to 2⁻¹¹ only' },
  exp: { relative: 4e-6, absolute: 1e-6, reason: 'WGSL allows 3 + 2|x| units in the last place, |x| ≤ 30' },
  dotInteraction: { relative: 1e-6, absolute: 4e-6, reason: 'f32 dot products over the width, which cancel' },
  embeddingBagGradient: {
    relative: 1e-5,
    absolute: 4e-6,
    reason: 'f32 sums of thousands of bag gradients that cancel',
  },
  sparseUpdate: {
    relative: 1e-5,
    absolute: 4e-6,
    reason: 'f32 sums of thousands of bag gradients that cancel',
  },
  batchNormStatistics: { relative: 4e-6, absolute: 2e-6, reason: 'f32 moments of tens of thousands of rows' },
  batchNormParameterGradient: {
    relative: 1e-5,
    absolute: 4e-6,
    reason: 'f32 sums over all rows, which cancel',
  },
  layerNormInputGradient: { relative: 1e-6, absolute: 4e-6, reason: 'f32 means over a row, which cancel' },
  layerNormParameterGradient: {
    relative: 1e-5,
    absolute: 4e-6,
    reason: 'f32 sums over all rows, which cancel',
  },
  lstm: {
    relative: 1e-5,
    absolute: 4e-6,
    reason: 'f32 dot products over the units, carried from step to step',
  },
  lstmGradient: {
    relative: 1e-5,
    absolute: 4e-6,
    reason: 'f32 dot products over the gates, which cancel, carried from step to step',
  },
  reduceSum: { relative: 1e-5, absolute: 4e-6, reason: 'f32 sums over many elements, which cancel' },
};

export const toleranceOf = (op: string): Tolerance => tolerances[op] ?? standard;
