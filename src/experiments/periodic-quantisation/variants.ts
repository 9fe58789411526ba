// Which arms are trained for each seed, as data.

import type { Wave } from '../../graph/ops/optimizer';
import type { Reach } from '../../quant/periodicGrid';
import type { ArmOutline } from '../experiment';
import type { Resolved } from './model';

export interface Variant {
  id: string;
  /** `none`: trained plainly and rounded afterwards. */
  schedule: 'none' | 'ramp' | 'constant';
  wave: Wave;
  bits: number;
  reach: Reach;
}

/** Bits that the plainly trained weights are rounded to. */
export const ROUNDED_BITS = [2, 3, 4, 6, 8] as const;

/** The variants of seed number `index`; what two bits do is shown once. */
export function variantsOf({ wave, constantArm, twoBits, otherWave }: Resolved, index = 0): Variant[] {
  const ramp = { schedule: 'ramp', wave, reach: 'maximum' } as const;
  return [
    { ...ramp, id: 'plain', schedule: 'none', bits: 0 },
    { ...ramp, id: 'ramp-4', bits: 4 },
    { ...ramp, id: 'ramp-3', bits: 3 },
    ...(otherWave
      ? [{ ...ramp, id: 'other-3', bits: 3, wave: wave === 'hat' ? 'sine' : 'hat' } as const]
      : []),
    ...(twoBits && index === 0
      ? [
          { ...ramp, id: 'ramp-2', bits: 2 },
          { ...ramp, id: 'ramp-2-ls', bits: 2, reach: 'leastSquares' as const },
        ]
      : []),
    ...(constantArm ? [{ ...ramp, id: 'constant-3', schedule: 'constant' as const, bits: 3 }] : []),
  ];
}

export const armId = (seed: number, { id }: Pick<Variant, 'id'>): string => `seed ${seed}, ${id}`;

export interface Course extends Pick<ArmOutline, 'id' | 'from'> {
  seed: number;
  variant: Variant;
}

/** For each seed one plain course, and variants that leave it where the ramp `begins` or never met it. */
export function coursesOf(settings: Resolved, begins: number, firstSeed: number): Course[] {
  const seeds = Array.from({ length: settings.seeds }, (_, index) => firstSeed + index);
  return seeds.flatMap((seed, index) =>
    variantsOf(settings, index).map((variant) => ({
      id: armId(seed, variant),
      seed,
      variant,
      ...(variant.schedule === 'ramp' && { from: { arm: armId(seed, { id: 'plain' }), step: begins } }),
    })),
  );
}
