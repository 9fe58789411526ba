// What arms came to, as plain records, and comparisons within seeds.

import type { Reach } from '../../quant/periodicGrid';
import type { Outcomes } from '../training/arms';
import type { Resolved } from './model';
import { armId, ROUNDED_BITS, type Variant, variantsOf } from './variants';

/** One arm's weights, rounded to one grid. */
export interface Measure {
  seed: number;
  /** None: trained plainly. */
  wave: Variant['wave'] | 'none';
  schedule: Variant['schedule'];
  bits: number;
  reach: Reach;
  f32Accuracy: number;
  quantisedAccuracy: number;
  /** Mean distance of a weight to the grid, in periods. */
  distance: number;
  /** What plain training of that seed ends with, in f32 and rounded to the same grid's bits up to the largest weight. */
  plain: { f32Accuracy: number; quantisedAccuracy: number };
}

export function measuresOf(settings: Resolved, firstSeed: number, outcomes: Outcomes): Measure[] {
  const seeds = Array.from({ length: settings.seeds }, (_, index) => firstSeed + index);
  return seeds.flatMap((seed) => {
    const plain = outcomes.get(armId(seed, { id: 'plain' }));
    if (!plain) return [];
    const f32Accuracy = plain.accuracy[0];
    const rounded = (bits: number, reach: Reach): Measure => {
      const [quantisedAccuracy, distance] = plain[`${reach}-${bits}`];
      const own = { f32Accuracy, quantisedAccuracy: plain[`maximum-${bits}`][0] };
      const none = { wave: 'none', schedule: 'none' } as const;
      return { seed, ...none, bits, reach, f32Accuracy, quantisedAccuracy, distance, plain: own };
    };
    const gathered = variantsOf(settings).flatMap((variant): Measure[] => {
      const own = variant.schedule === 'none' ? undefined : outcomes.get(armId(seed, variant));
      if (!own) return [];
      const { wave, schedule, bits, reach } = variant;
      return [
        {
          ...{ seed, wave, schedule, bits, reach },
          f32Accuracy: own.accuracy[0],
          quantisedAccuracy: own.quantised[0],
          distance: own.distance[0],
          plain: { f32Accuracy, quantisedAccuracy: plain[`maximum-${bits}`][0] },
        },
      ];
    });
    const reaches = ['maximum', 'leastSquares'] as const;
    return [...reaches.flatMap((reach) => ROUNDED_BITS.map((bits) => rounded(bits, reach))), ...gathered];
  });
}

/** Share of the loss by plain rounding that is not lost: 1 is all of it; null where rounding loses nothing. */
export function wonBack({ plain, quantisedAccuracy }: Measure): number | null {
  const lost = plain.f32Accuracy - plain.quantisedAccuracy;
  return lost > 0 ? 1 - (plain.f32Accuracy - quantisedAccuracy) / lost : null;
}

export interface Spread {
  mean: number;
  /** Standard error of the mean; NaN for a single value. */
  error: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) };
}

type Kind = Partial<Pick<Measure, 'schedule' | 'bits' | 'reach' | 'wave'>>;

export const ofKind = (measures: readonly Measure[], kind: Kind): Measure[] =>
  measures.filter((measure) =>
    Object.entries(kind).every(([key, value]) => measure[key as keyof Kind] === value),
  );

/** The numbers that claims read; each is there once every seed it is of has been trained. */
export function metricsOf(measures: readonly Measure[], { seeds, wave }: Resolved): Record<string, number> {
  const metrics: Record<string, number> = {};
  const ramp = (bits: number) => ofKind(measures, { schedule: 'ramp', wave, bits, reach: 'maximum' });
  const [four, three] = [ramp(4), ramp(3)];
  const constant = ofKind(measures, { schedule: 'constant', bits: 3 });
  if (four.length === seeds)
    metrics.fourBitLoss = spreadOf(four.map((m) => m.plain.f32Accuracy - m.quantisedAccuracy)).mean;
  if (three.length === seeds) {
    const lost = spreadOf(three.map((m) => m.plain.f32Accuracy - m.plain.quantisedAccuracy)).mean;
    const left = spreadOf(three.map((m) => m.plain.f32Accuracy - m.quantisedAccuracy)).mean;
    metrics.threeBitRoundingLoss = lost;
    metrics.threeBitWonBack = 1 - left / lost;
    metrics.gridDistance = spreadOf([...four, ...three].map(({ distance }) => distance)).mean;
  }
  if (constant.length === seeds && three.length === seeds) {
    const gains = three.map(
      (m) => m.quantisedAccuracy - constant.find(({ seed }) => seed === m.seed)!.quantisedAccuracy,
    );
    const { mean, error } = spreadOf(gains);
    metrics.scheduleGain = mean;
    metrics.scheduleGainError = error;
  }
  return metrics;
}
