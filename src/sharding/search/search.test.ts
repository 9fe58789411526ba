// The search against every plan of small problems: its bound is below the best of them, it is never worse than its start,
// and it keeps memory.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowerBound } from './bound';
import { type Choice, costOf, heldBy, type SearchOption, type SearchProblem } from './problem';
import { improve } from './search';

const DEVICES = 3;
const settings = { seed: 1, steps: 1500, rounds: 2 };

/** A table that lies whole on one device, in equal halves on any two, or on all. */
const table = fc
  .record({
    cost: fc.integer({ min: 1, max: 40 }),
    bytes: fc.integer({ min: 1, max: 10 }),
    dearer: fc.constantFrom(1, 1.25, 2),
    copies: fc.boolean(),
  })
  .map(({ cost, bytes, dearer, copies }): SearchOption[] => {
    const anywhere = Array.from({ length: DEVICES }, (_, device) => [device]);
    const part = (each: number, held: number) => ({ cost: each, memory: [held] });
    const whole = { blocks: [{ parts: [part(cost, bytes)], positions: anywhere }] };
    const half = { parts: [part((cost * dearer) / 2, bytes / 2)], positions: anywhere };
    const all = [0, 1, 2].map(() => part((cost * dearer) / DEVICES, bytes));
    const everywhere = { blocks: [{ parts: all, positions: [[0, 1, 2]] }] };
    return [whole, { blocks: [half, half] }, ...(copies ? [everywhere] : [])];
  });

const problems = fc
  .record({ tables: fc.array(table, { minLength: 1, maxLength: 4 }), room: fc.integer({ min: 10, max: 40 }) })
  .map(
    ({ tables, room }): SearchProblem => ({
      ...{ devices: DEVICES, tables },
      capacity: [[room, room, room]],
    }),
  );

const fits = (problem: SearchProblem, choices: readonly Choice[]) =>
  heldBy(problem, choices).every((tier, t) => tier.every((bytes, d) => bytes <= problem.capacity[t][d]));

/** Every choice for one table, then for all. */
function everyPlan({ tables }: SearchProblem): Choice[][] {
  const each = tables.map((options) =>
    options.flatMap(({ blocks }, option) =>
      blocks
        .reduce<number[][]>(
          (some, { positions }) => some.flatMap((own) => positions.map((_, at) => [...own, at])),
          [[]],
        )
        .map((positions): Choice => ({ option, positions })),
    ),
  );
  return each.reduce<Choice[][]>((plans, own) => plans.flatMap((plan) => own.map((c) => [...plan, c])), [[]]);
}

test('the bound is below the best plan, and the search between the best and its start', () => {
  fc.assert(
    fc.property(problems, (problem) => {
      const plans = everyPlan(problem).filter((plan) => fits(problem, plan));
      fc.pre(plans.length > 0);
      const best = Math.min(...plans.map((plan) => costOf(problem, plan)));
      expect(lowerBound(problem)).toBeLessThanOrEqual(best * (1 + 1e-9));
      const [start] = plans;
      const found = improve(problem, start, settings);
      expect(found.cost).toBeLessThanOrEqual(costOf(problem, start));
      expect(found.cost).toBeGreaterThanOrEqual(best);
      expect(found.cost).toBe(costOf(problem, found.choices));
      expect(fits(problem, found.choices)).toBe(true);
      expect(found.gap).toBeGreaterThanOrEqual(-1e-9);
    }),
    { numRuns: 60 },
  );
});

describe('bounds that follow by hand', () => {
  const anywhere = [[0], [1]];
  const single = (cost: number, memory = 0): SearchOption => ({
    blocks: [{ parts: [{ cost, memory: [memory] }], positions: anywhere }],
  });
  const everywhere = (cost: number): SearchOption => ({
    blocks: [{ parts: [0, 1].map(() => ({ cost, memory: [0] })), positions: [[0, 1]] }],
  });
  const bound = (tables: SearchOption[][], room = 1e9) =>
    lowerBound({ devices: 2, capacity: [[room, room]], tables });

  test('half of all there is', () =>
    expect(bound([[single(3)], [single(3)], [single(2)], [single(2)]])).toBeCloseTo(5, 6));
  test('the largest part that nothing avoids', () =>
    expect(bound([[single(9), everywhere(8)], [single(1)]])).toBeCloseTo(9, 6));
  test('two of three large parts share a device', () =>
    expect(bound([[single(6)], [single(6)], [single(6)]])).toBeCloseTo(12, 6));
  // Below 9 the first table must be everywhere, which leaves too little for the second elsewhere: 5 + 4 or 8 + 1.
  test('what lies everywhere leaves less room', () =>
    expect(bound([[single(20), everywhere(5)], [single(4)], [single(4)]])).toBeCloseTo(9, 6));
  test('memory that forces the dearer option', () =>
    expect(
      bound(
        [
          [single(2, 10), single(4, 5)],
          [single(2, 10), single(4, 5)],
        ],
        5,
      ),
    ).toBeGreaterThan(3.9));
});

describe('the course of a search', () => {
  const anywhere = [[0], [1], [2], [3]];
  const tables = Array.from({ length: 20 }, (_, index): SearchOption[] => [
    { blocks: [{ parts: [{ cost: 1 + ((index * 7) % 11), memory: [1] }], positions: anywhere }] },
  ]);
  const problem: SearchProblem = { devices: 4, capacity: [[20, 20, 20, 20]], tables };
  const start = tables.map((): Choice => ({ option: 0, positions: [0] }));

  test('the same seed gives the same plan', () => {
    const run = () => improve(problem, start, { seed: 5, steps: 30_000, rounds: 3 });
    expect(run()).toEqual(run());
  });

  test('it reports an ever better plan, and stops when asked', () => {
    const seen: number[] = [];
    const report = ({ best }: { best: number }) => void seen.push(best);
    const whole = improve(problem, start, { seed: 5, steps: 100_000, rounds: 5 }, { report });
    expect(seen).toEqual([...seen].sort((a, b) => b - a));
    expect(whole.cost).toBe(seen.at(-1));
    const none = improve(problem, start, { seed: 5, steps: 100_000, rounds: 5 }, { stopped: () => true });
    expect(none).toMatchObject({ steps: 0, choices: start, cost: costOf(problem, start) });
  });

  test('a start that holds too much is not made worse', () => {
    const tight = { ...problem, capacity: [[5, 5, 5, 5]] };
    const found = improve(tight, start, { seed: 5, steps: 30_000, rounds: 1 });
    const [held] = heldBy(tight, found.choices);
    expect(held[0]).toBeLessThanOrEqual(20);
    for (const bytes of held.slice(1)) expect(bytes).toBeLessThanOrEqual(5);
  });
});
