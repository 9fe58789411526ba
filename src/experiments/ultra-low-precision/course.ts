// Which networks are trained one after another, as data: the f32 one, then the same in few bits from the same start,
// from the trained weights, or in stages that lose bit after bit.

import type { LowBits } from '../../nn/lowBits';
import type { ArmOutline } from '../experiment';
import { type Settings, stagesOf } from './model';

export const REAL = 'f32';
/** The id of the arm whose network is packed. */
export const LAST = 'few bits';

export interface Network {
  /** Of its arm. */
  id: string;
  /** Null in f32. */
  lowBits: LowBits | null;
}

export function networksOf(settings: Settings): Network[] {
  const stages = stagesOf(settings).map((lowBits, index, all): Network => {
    const { activationBits, weightBits } = lowBits;
    return { id: index === all.length - 1 ? LAST : `${activationBits} and ${weightBits} bits`, lowBits };
  });
  return [{ id: REAL, lowBits: null }, ...stages];
}

export interface Stretch extends Network, Pick<ArmOutline, 'from'> {
  /** The arm's own count at its end; see `ArmOutline`. */
  totalSteps: number;
  /** What of that count the learning rate takes for its beginning. */
  begins: number;
}

/** The networks with their steps: `steps` in f32, and as many in few bits. */
export function courseOf(settings: Settings, steps: number): Stretch[] {
  const [real, ...stages] = networksOf(settings);
  const begins = settings.course === 'scratch' ? 0 : steps;
  const course: Stretch[] = [{ ...real, totalSteps: steps, begins: 0 }];
  for (const [index, stage] of stages.entries()) {
    const { id, totalSteps } = course[index];
    course.push({
      ...stage,
      totalSteps: begins + Math.round((steps * (index + 1)) / stages.length),
      begins,
      ...(settings.course !== 'scratch' && { from: { arm: id, step: totalSteps } }),
    });
  }
  return course;
}
