// The ladder of techniques, each added to the one before, and what each leaves of the network.
// Source: Park et al. 2018 (arXiv 1811.09886), §3.2.

import { accuracy } from '../../data/metrics';
import type { ActivationScheme } from '../../quant/calibration';
import type { RangeMethod } from '../../quant/histogram';
import type { LoweredNetwork } from '../../quant/lower';
import { relativeNoise } from '../../quant/sensitivity';
import { decibels, type WeightScheme } from '../../quant/weights';
import { type Finding, findingOf } from '../findings';

export interface Technique {
  id: string;
  title: string;
  weights: Omit<WeightScheme, 'bits'>;
  activations: ActivationScheme;
  /** Leaves the layers real that sensitivity names. */
  selective?: boolean;
}

/** Share of the values beyond either end of a percentile range. */
const CUT = 1e-4;

const rangeTitles: Record<RangeMethod, string> = {
  leastSquares: '+ ranges of least squared error',
  percentile: '+ weights of least squared error, activations without the outermost 0.01 %',
  minMax: '+ weights of least squared error',
};

/** In the order they are added, with activations ranged by `range` from the third on; up to `selective` all is integer. */
export function ladderOf(range: RangeMethod): Technique[] {
  const plain = { range: 'minMax', netAware: false } as const;
  const weights = { perChannel: true, range: 'leastSquares' } as const;
  const netAware = { range, netAware: true, cut: CUT };
  return [
    {
      id: 'per-tensor',
      title: 'one scale a tensor, range of all values',
      weights: { perChannel: false, range: 'minMax' },
      activations: plain,
    },
    {
      id: 'per-channel',
      title: '+ a scale for each filter',
      weights: { perChannel: true, range: 'minMax' },
      activations: plain,
    },
    { id: 'ranges', title: rangeTitles[range], weights, activations: { ...netAware, netAware: false } },
    {
      id: 'net-aware',
      title: '+ ranges that end where the ReLU does',
      weights,
      activations: netAware,
    },
    {
      id: 'selective',
      title: '+ sensitive layers in f32',
      weights,
      activations: netAware,
      selective: true,
    },
  ];
}

export interface TechniqueResult {
  technique: string;
  /** Of all weights of integer layers, in decibels. */
  weightSnr: number | null;
  /** Of the logits of the test set, in decibels. */
  logitSnr: number | null;
  accuracy: number;
  /** Share of floating-point operations that became integer ones. */
  integerShare: number;
  /** Test images with another answer than in f32. */
  changed: number;
}

/** What a network's logits are worth beside those of the real one. */
export function resultOf(
  technique: string,
  { layers }: Pick<LoweredNetwork, 'layers'>,
  { logits, real }: { logits: Float32Array; real: Float32Array },
  { labels, classes }: { labels: Int32Array; classes: number },
): TechniqueResult {
  const coded = layers.flatMap((layer) => layer.coded ?? []);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const integers = layers.filter(({ form }) => form === 'integer');
  const noise = relativeNoise(real, logits);
  return {
    technique,
    weightSnr: coded.length
      ? decibels(sum(coded.map(({ signal }) => signal)), sum(coded.map((layer) => layer.noise)))
      : null,
    logitSnr: noise > 0 ? decibels(1, noise) : null,
    accuracy: accuracy(logits, labels, classes),
    integerShare: sum(integers.map(({ flops }) => flops)) / sum(layers.map(({ flops }) => flops)),
    changed: answers(logits, classes).filter((answer, row) => answer !== largest(real, row, classes)).length,
  };
}

function largest(logits: Float32Array, row: number, classes: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if (logits[row * classes + k] > logits[row * classes + best]) best = k;
  return best;
}

/** The class of the largest logit of each row. */
export const answers = (logits: Float32Array, classes: number): number[] =>
  Array.from({ length: logits.length / classes }, (_, row) => largest(logits, row, classes));

export const techniquesFinding = (results: readonly TechniqueResult[]): Finding =>
  findingOf(
    {
      id: 'techniques',
      title: 'What each technique leaves',
      about:
        'Measured: the whole test set on the integer kernels, the techniques added one to another. Signal over noise compares weights and logits with those of the f32 network.',
      columns: [
        { key: 'technique', title: 'Technique', kind: 'text' },
        { key: 'accuracy', title: 'Test accuracy', kind: 'share' },
        { key: 'drop', title: 'Below f32', kind: 'number', unit: 'points' },
        { key: 'changed', title: 'Answers changed', kind: 'count' },
        { key: 'logitSnr', title: 'Logits, signal over noise', kind: 'number', unit: 'dB' },
        { key: 'weightSnr', title: 'Weights, signal over noise', kind: 'number', unit: 'dB' },
        { key: 'integerShare', title: 'Operations on integers', kind: 'share' },
      ],
    },
    results.map((result) => ({ ...result, drop: 100 * (results[0].accuracy - result.accuracy) })),
  );
