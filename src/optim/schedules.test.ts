import { describe, expect, test } from 'vitest';
import { constant, cosine, polynomial, scheduleOf, sequence, stepDecay, warmup } from './schedules';

const at = (schedule: (step: number) => number, ...steps: number[]) => steps.map(schedule);

test('constant', () => expect(at(constant(0.3), 0, 7, 1e9)).toEqual([0.3, 0.3, 0.3]));

test('stepDecay drops at its milestones and not before', () => {
  const rates = at(stepDecay(1, [10, 20], 0.5), 0, 9, 10, 19, 20, 100);
  expect(rates).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25]);
});

test('cosine: whole, half and floor, and stays there', () => {
  const [first, third, half, last, after] = at(cosine(2, 90, 0.5), 0, 30, 45, 90, 500);
  expect(first).toBe(2);
  expect(third).toBeCloseTo(0.5 + 1.5 * 0.75, 12);
  expect(half).toBeCloseTo(1.25, 12);
  expect(last).toBe(0.5);
  expect(after).toBe(0.5);
});

test('polynomial', () => {
  expect(at(polynomial(1, 4), 0, 1, 2, 4, 9)).toEqual([1, 0.75, 0.5, 0, 0]);
  expect(at(polynomial(1, 4, 2, 0), 1, 2)).toEqual([0.5625, 0.25]);
});

describe('warmup', () => {
  test('reaches the first rate on its last step and hands over a fresh count', () => {
    expect(at(warmup(4, polynomial(8, 4)), 0, 1, 2, 3, 4, 5)).toEqual([2, 4, 6, 8, 8, 6]);
  });
  test('from a start', () => expect(at(warmup(2, constant(3), 1), 0, 1, 2)).toEqual([2, 3, 3]));
  test('of no steps is nothing', () => expect(at(warmup(0, constant(3)), 0)).toEqual([3]));
});

test('sequence counts each part from zero', () => {
  const schedule = sequence([
    { steps: 2, schedule: constant(5) },
    { steps: 3, schedule: polynomial(3, 3) },
  ]);
  expect(at(schedule, 0, 1, 2, 3, 4, 5)).toEqual([5, 5, 3, 2, 1, 0]);
  expect(() => sequence([])).toThrow(/at least one part/);
});

describe('scheduleOf', () => {
  const base = { rate: 4, steps: 12, warmupSteps: 4 };
  test('cosine ends with the run', () => {
    const schedule = scheduleOf({ kind: 'cosine', ...base });
    expect(schedule(0)).toBe(1);
    expect(schedule(4)).toBe(4);
    expect(schedule(8)).toBeCloseTo(2, 12);
    expect(schedule(12)).toBe(0);
  });
  test('linear', () => expect(at(scheduleOf({ kind: 'linear', ...base }), 3, 8, 12)).toEqual([4, 2, 0]));
  test('step drops at parts of the whole run', () => {
    const schedule = scheduleOf({ kind: 'step', ...base, factor: 0.5 });
    expect(at(schedule, 5, 6, 8, 9)).toEqual([4, 2, 2, 1]);
  });
  test('without warm-up', () => expect(scheduleOf({ kind: 'constant', rate: 2, steps: 5 })(0)).toBe(2));
});
