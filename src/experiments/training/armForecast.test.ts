// What arms hold at once, against sums by hand of what each part takes.

import { describe, expect, test } from 'vitest';
import { forecastMemory, snapshotBytes } from '../../compile/memory';
import { baseProfile, planProgram } from '../../compile/plan';
import { evaluationStep, trainingStep } from '../../nn/trainingStep';
import type { DenseOptimizer } from '../../optim/config';
import type { ArmOutline } from '../experiment';
import { forecastArms } from './armForecast';

const model = { kind: 'mlp' as const, image: 8, channels: 3, classes: 3, hidden: [64] };

function stepsOf(dense: DenseOptimizer) {
  const training = trainingStep(model, { batchSize: 8, optimizer: { dense } });
  const evaluation = evaluationStep(model, { batchSize: 8 });
  const plan = planProgram('training', training, baseProfile);
  const evaluationPlan = planProgram('evaluation', evaluation, baseProfile, { state: plan.state });
  const { stateBytes, programBytes } = forecastMemory(plan, baseProfile);
  return {
    graphs: { training, evaluation },
    state: stateBytes,
    /** Program, state, copies of it, and the state to try weights on. */
    open: programBytes + 2 * stateBytes + snapshotBytes(plan.state),
    evaluation: forecastMemory(evaluationPlan, baseProfile).programBytes,
  };
}

const plain = stepsOf({ kind: 'sgd', momentum: 0 });
/** Two moments beside each weight. */
const heavy = stepsOf({ kind: 'adamw' });

const arm = (
  id: string,
  { graphs }: typeof plain,
  totalSteps: number,
  from?: [string, number],
): ArmOutline => ({
  id,
  task: { ...graphs, totalSteps },
  from: from && { arm: from[0], step: from[1] },
});

const peak = (...arms: ArmOutline[]) => forecastArms(arms, baseProfile).predictedPeakBytes;

describe('the most that arms hold at once', () => {
  const whole = plain.open + plain.evaluation;

  test('is that of one arm where they share a graph and nothing else', () => {
    expect(peak(arm('a', plain, 4))).toBe(whole);
    expect(peak(arm('a', plain, 4), arm('b', plain, 9))).toBe(whole);
  });

  test('has every state that is kept at one time, from the arm that leaves it', () => {
    const branches = [arm('b', plain, 4, ['a', 2]), arm('c', plain, 4, ['a', 3])];
    expect(peak(arm('a', plain, 4), ...branches)).toBe(whole + 2 * plain.state);
    // There is room for the second before the first is gone.
    const chain = [arm('b', plain, 4, ['a', 2]), arm('c', plain, 5, ['b', 3])];
    expect(peak(arm('a', plain, 4), ...chain)).toBe(whole + 2 * plain.state);
    const apart = [arm('b', plain, 4, ['a', 2]), arm('c', plain, 4), arm('d', plain, 5, ['c', 3])];
    expect(peak(arm('a', plain, 4), ...apart)).toBe(whole + plain.state);
  });

  test('a kept state is gone before the next graph evaluates', () => {
    expect(heavy.open).toBeGreaterThan(plain.open + plain.evaluation);
    // Or there would be nothing to tell apart.
    expect(plain.state).not.toBe(heavy.evaluation);
    expect(peak(arm('a', plain, 4), arm('b', heavy, 8, ['a', 4]))).toBe(
      heavy.open + Math.max(plain.state, heavy.evaluation),
    );
    // An arm without a step evaluates what it was given.
    expect(peak(arm('a', plain, 4), arm('b', heavy, 4, ['a', 4]))).toBe(
      heavy.open + plain.state + heavy.evaluation,
    );
  });

  test('graphs that take turns are held together', () => {
    expect(peak(arm('a', plain, 4), arm('b', heavy, 4), arm('c', plain, 4))).toBe(
      plain.open + plain.evaluation + heavy.open + heavy.evaluation,
    );
  });
});
