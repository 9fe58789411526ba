// Learning-rate schedules: pure functions from the step number (0 is the first) to a rate.

import { ConfigError } from '../base/errors';

export type Schedule = (step: number) => number;

export const constant =
  (rate: number): Schedule =>
  () =>
    rate;

/** `rate`, times `factor` after each of `milestones` (in steps). */
export const stepDecay =
  (rate: number, milestones: readonly number[], factor = 0.1): Schedule =>
  (step) =>
    rate * factor ** milestones.filter((milestone) => step >= milestone).length;

/** Half a cosine from `rate` at step 0 to `floor` at `steps` (Loshchilov & Hutter, 1608.03983, eq. 5). */
export const cosine =
  (rate: number, steps: number, floor = 0): Schedule =>
  (step) =>
    floor + (rate - floor) * 0.5 * (1 + Math.cos(Math.PI * progress(step, steps)));

/** From `rate` at step 0 to `floor` at `steps`, with the given power of the remaining part; 1 is a line. */
export const polynomial =
  (rate: number, steps: number, power = 1, floor = 0): Schedule =>
  (step) =>
    floor + (rate - floor) * (1 - progress(step, steps)) ** power;

/**
 * Rises linearly from `start` to what `then` begins with, reached at step `steps` − 1, and hands over to `then`,
 * which counts from its own step 0 (Goyal et al., 1706.02677, §2.2).
 */
export const warmup = (steps: number, then: Schedule, start = 0): Schedule =>
  steps < 1
    ? then
    : (step) => (step < steps ? start + ((then(0) - start) * (step + 1)) / steps : then(step - steps));

/** Each part for its number of steps, counting from its own step 0; the last one goes on. */
export function sequence(parts: readonly { steps: number; schedule: Schedule }[]): Schedule {
  if (!parts.length) throw new ConfigError('A schedule needs at least one part.');
  return (step) => {
    let own = step;
    for (const { steps, schedule } of parts.slice(0, -1)) {
      if (own < steps) return schedule(own);
      own -= steps;
    }
    return parts.at(-1)!.schedule(own);
  };
}

const progress = (step: number, steps: number): number => Math.min(Math.max(step / Math.max(steps, 1), 0), 1);

/** A schedule as plain data, for settings and run bundles. */
export interface ScheduleConfig {
  kind: 'constant' | 'step' | 'cosine' | 'linear';
  /** The rate after warm-up. */
  rate: number;
  /** Length of the whole run, warm-up included. */
  steps: number;
  /** Default 0. */
  warmupSteps?: number;
  /** `step`: where the rate drops, as parts of the run. Default a half and three quarters. */
  milestones?: readonly number[];
  /** `step`: what each drop multiplies by. Default 0.1. */
  factor?: number;
}

export function scheduleOf(config: ScheduleConfig): Schedule {
  const { kind, rate, steps, warmupSteps = 0, milestones = [0.5, 0.75], factor } = config;
  const decaySteps = steps - warmupSteps;
  switch (kind) {
    case 'constant':
      return warmup(warmupSteps, constant(rate));
    case 'cosine':
      return warmup(warmupSteps, cosine(rate, decaySteps));
    case 'linear':
      return warmup(warmupSteps, polynomial(rate, decaySteps));
    case 'step': {
      const drops = milestones.map((part) => part * steps - warmupSteps);
      return warmup(warmupSteps, stepDecay(rate, drops, factor));
    }
    default:
      throw new ConfigError(`There is no schedule "${kind}". Use constant, step, cosine or linear.`);
  }
}
