// Row splits: the cost against sums over single rows, plans that fit, the bound below every plan, and optima of small
// problems against HiGHS and brute force.

import fc from 'fast-check';
import loadHighs from 'highs';
import { beforeAll, describe, expect, test } from 'vitest';
import { greedyCosts, greedyRules } from '../baselines/greedy';
import type { Cluster, EmbeddingTable } from '../problem';
import { splitBound } from './bound';
import { hotnessOrder } from './hotness';
import { solveSplit } from './solve';
import { loadsOf, planFits, type SplitPlan, secondsOf, summaryOf } from './splitPlan';
import { lookupsOfHottest, type SplitProblem, splitProblem } from './splitProblem';
import { splitModel } from './testing/splitModel';
import { awarePlan, spilledPlan } from './wholeTables';

const cluster = (devices: number, hbmBytes: number, ddrBytes = 1e12): Cluster => ({
  devices,
  devicesPerHost: devices,
  hbmBytes,
  ddrBytes,
  hbmBytesPerSecond: 1000,
  ddrBytesPerSecond: 50,
  hostLinkBytesPerSecond: 10,
  intraHostBytesPerSecond: 1,
  interHostBytesPerSecond: 1,
});

const anyTable = (largest: number, dimensions: readonly number[]): fc.Arbitrary<EmbeddingTable> =>
  fc
    .record({
      pieces: fc.array(fc.tuple(fc.integer({ min: 1, max: largest }), fc.integer({ min: 1, max: 50 })), {
        minLength: 1,
        maxLength: 4,
      }),
      cold: fc.integer({ min: 0, max: largest }),
      dimension: fc.constantFrom(...dimensions),
      poolingFactor: fc.integer({ min: 1, max: 20 }),
      coverage: fc.constantFrom(0.25, 0.5, 1),
      unseen: fc.constantFrom(0, 0.05, 0.3),
    })
    .map(({ pieces, cold, unseen, ...rest }) => ({
      name: 't',
      bytesPerElement: 4,
      rows: pieces.reduce((sum, [rows]) => sum + rows, cold),
      accesses: {
        pieces: pieces
          .map(([rows, each]) => ({ rows, accesses: rows * each }))
          .sort((a, b) => b.accesses / b.rows - a.accesses / a.rows),
        unseen,
      },
      ...rest,
    }));

interface Shape {
  tables: number;
  devices: number;
  largest: number;
  dimensions?: readonly number[];
  /** Most seconds that a device may have before anything is placed. */
  already?: number;
}

const anyProblem = ({
  tables,
  devices,
  largest,
  dimensions = [2, 4, 8],
  already = 0,
}: Shape): fc.Arbitrary<SplitProblem> =>
  fc
    .record({
      tables: fc.array(anyTable(largest, dimensions), { minLength: 1, maxLength: tables }),
      devices: fc.integer({ min: 1, max: devices }),
      share: fc.double({ min: 0, max: 1.2, noNaN: true }),
      accounting: fc.constantFrom('inSample' as const, 'unseenCharged' as const),
      busy: fc.array(fc.double({ min: 0, max: already, noNaN: true }), {
        ...{ minLength: devices, maxLength: devices },
      }),
    })
    .map(({ tables: list, devices: count, share, accounting, busy }) => {
      const bytes = list.reduce((sum, t) => sum + t.rows * t.dimension * t.bytesPerElement, 0);
      const problem = splitProblem(list, cluster(count, Math.floor((share * bytes) / count)), {
        batch: 16,
        accounting,
      });
      return already ? { ...problem, already: busy.slice(0, count) } : problem;
    });

describe('a split problem', () => {
  const table: EmbeddingTable = {
    name: 't',
    rows: 100,
    dimension: 4,
    bytesPerElement: 4,
    poolingFactor: 10,
    coverage: 0.5,
    accesses: {
      pieces: [
        { rows: 2, accesses: 60 },
        { rows: 10, accesses: 40 },
      ],
      unseen: 0.2,
    },
  };

  test('keeps all lookups, whatever is charged', () => {
    for (const accounting of ['inSample', 'unseenCharged'] as const) {
      const [split] = splitProblem([table], cluster(1, 0), { batch: 8, accounting }).tables;
      expect(split.lookups).toBe(40);
      expect(lookupsOfHottest(split, split.rows)).toBeCloseTo(40, 12);
      expect(split.pieces.reduce((sum, { rows }) => sum + rows, 0)).toBe(100);
    }
  });

  test('charges unseen rows with their share, evenly', () => {
    const [charged] = splitProblem([table], cluster(1, 0), { batch: 8, accounting: 'unseenCharged' }).tables;
    expect(lookupsOfHottest(charged, 2)).toBeCloseTo(40 * 0.8 * 0.6, 12);
    expect(lookupsOfHottest(charged, 12)).toBeCloseTo(40 * 0.8, 12);
    expect(lookupsOfHottest(charged, 56)).toBeCloseTo(40 * 0.9, 12);
    const [counted] = splitProblem([table], cluster(1, 0), { batch: 8, accounting: 'inSample' }).tables;
    expect(lookupsOfHottest(counted, 7)).toBeCloseTo(40 * 0.8, 12);
    expect(lookupsOfHottest(counted, 12)).toBeCloseTo(40, 12);
  });

  test('estimates of rows become whole rows, at most all of them', () => {
    const estimated = {
      ...table,
      rows: 6,
      accesses: {
        pieces: [
          { rows: 0.3, accesses: 9 },
          { rows: 2.4, accesses: 4 },
          { rows: 3.6, accesses: 3.6 },
        ],
        unseen: 0.1,
      },
    };
    const [split] = splitProblem([estimated], cluster(1, 0), {
      batch: 8,
      accounting: 'unseenCharged',
    }).tables;
    expect(split.pieces.map(({ rows }) => rows)).toEqual([3, 3]);
    // All rows were seen: nothing goes elsewhere.
    expect(lookupsOfHottest(split, 6)).toBeCloseTo(40, 12);
  });

  test('slow memory that is the faster one is refused', () => {
    const wrong = { ...cluster(1, 0), hbmBytesPerSecond: 5 };
    expect(() => splitProblem([table], wrong, { batch: 1, accounting: 'inSample' })).toThrow(/bandwidths/);
  });
});

test('loads are sums over single rows', () => {
  fc.assert(
    fc.property(anyProblem({ tables: 4, devices: 3, largest: 6 }), fc.nat(), (problem, draw) => {
      const plan: SplitPlan = {
        devices: problem.tables.map((_, t) => (draw + t) % problem.devices),
        hotRows: problem.tables.map(({ rows }, t) => (draw + 7 * t) % (rows + 1)),
      };
      const seconds = Array<number>(problem.devices).fill(0);
      problem.tables.forEach(({ pieces, rowBytes }, t) => {
        const rows = pieces.flatMap((piece) => Array<number>(piece.rows).fill(piece.lookups / piece.rows));
        rows.forEach((lookups, rank) => {
          const bandwidth = rank < plan.hotRows[t] ? 1000 : 10;
          seconds[plan.devices[t]] += (lookups * rowBytes) / bandwidth;
        });
      });
      loadsOf(problem, plan).forEach((load, device) => {
        expect(secondsOf(load)).toBeCloseTo(seconds[device], 9);
      });
    }),
  );
});

test.each([0, 500])(
  'a solution fits, costs what it says, and no plan beats the bound (%d s before)',
  (already) => {
    fc.assert(
      fc.property(anyProblem({ tables: 20, devices: 5, largest: 40, already }), (problem) => {
        const solution = solveSplit(problem)!;
        expect(planFits(problem, solution.plan)).toBe(true);
        const { maximum } = summaryOf(problem, solution.plan);
        expect(solution.best).toBeCloseTo(maximum, 9);
        const { seconds: bound } = splitBound(problem, hotnessOrder(problem));
        expect(maximum).toBeGreaterThanOrEqual(bound * (1 - 1e-12));
        for (const rule of greedyRules) {
          const costs = problem.tables.map(({ lookups, rowBytes, rows, name }) =>
            greedyCosts[rule]({
              ...{ name, rows, dimension: rowBytes, bytesPerElement: 1, coverage: 1 },
              poolingFactor: lookups,
            }),
          );
          const placement = problem.tables.map((_, t) => t % problem.devices);
          for (const whole of [spilledPlan(problem, placement, costs), awarePlan(problem, costs)!]) {
            expect(planFits(problem, whole)).toBe(true);
            expect(summaryOf(problem, whole).maximum).toBeGreaterThanOrEqual(bound * (1 - 1e-12));
          }
        }
        expect(solveSplit(problem)).toEqual(solution);
      }),
      { numRuns: 60 },
    );
  },
);

describe('small problems', () => {
  let highs: Awaited<ReturnType<typeof loadHighs>>;
  beforeAll(async () => {
    highs = await loadHighs();
  });

  const optimum = (problem: SplitProblem) => {
    const solved = highs.solve(splitModel(problem), { output_flag: false, mip_rel_gap: 0 });
    expect(solved.Status).toBe('Optimal');
    return solved.ObjectiveValue;
  };
  // HiGHS keeps constraints to 1e-6 or so.
  const slack = 1e-5;

  test.each([0, 100])(
    'with rows of one length have the optimum that HiGHS finds (%d s before)',
    (already) => {
      const own = { tables: 5, devices: 3, largest: 4, dimensions: [4], already };
      fc.assert(
        fc.property(anyProblem(own), (problem) => {
          const { best, optimal, plan } = solveSplit(problem, { gap: 0 })!;
          expect(optimal).toBe(true);
          expect(planFits(problem, plan)).toBe(true);
          expect(Math.abs(best - optimum(problem))).toBeLessThanOrEqual(slack * (1 + best));
        }),
        { numRuns: 60 },
      );
    },
  );

  test('with rows of several lengths are as good but for one row', () => {
    fc.assert(
      fc.property(anyProblem({ tables: 5, devices: 3, largest: 4 }), (problem) => {
        const { best } = solveSplit(problem, { gap: 0 })!;
        const row = Math.max(...hotnessOrder(problem).rowSavings);
        const least = optimum(problem);
        expect(best).toBeGreaterThanOrEqual(least - slack * (1 + best));
        expect(best).toBeLessThanOrEqual(least + row + slack * (1 + best));
      }),
      { numRuns: 60 },
    );
  });
});

describe('whole tables', () => {
  const tables = [4, 3, 2, 1].map((lookups) => ({
    ...{ name: '', rows: 10, dimension: 1, bytesPerElement: 1, poolingFactor: lookups, coverage: 1 },
  }));
  const problem = splitProblem(tables, cluster(2, 15), { batch: 100, accounting: 'inSample' });
  const costs = [4, 3, 2, 1];

  test('are spilled where they were placed, the cheaper ones', () => {
    const plan = spilledPlan(problem, [0, 0, 0, 1], costs);
    expect(plan).toEqual({ devices: [0, 0, 0, 1], hotRows: [10, 0, 0, 10] });
    // Lookups of 1 byte: 400 at 1000 bytes a second, 500 at 10; 100 at 1000.
    const { loads, maximum, minimum, mean, deviation, slowLookups } = summaryOf(problem, plan);
    expect(loads.map(secondsOf)).toEqual([50.4, 0.1]);
    expect([maximum, minimum, mean, deviation, slowLookups]).toEqual(
      [50.4, 0.1, 25.25, 25.15, 500].map((value) => expect.closeTo(value, 10)),
    );
  });

  test('fill fast memory first and balance what they take, if told of both', () => {
    const plan = awarePlan(problem, costs)!;
    // 0.4 s and 0.3 s fast; then 20 s to the second, which has less so far; then 10 s to the first.
    expect(plan).toEqual({ devices: [0, 1, 1, 0], hotRows: [10, 10, 0, 0] });
  });
});

test('what fits nowhere has no plan', () => {
  const table = { name: 't', rows: 10, dimension: 1, bytesPerElement: 1, poolingFactor: 1, coverage: 1 };
  const problem = (hbm: number, ddr: number) =>
    splitProblem([table], cluster(2, hbm, ddr), { batch: 1, accounting: 'inSample' });
  expect(solveSplit(problem(4, 5))).toBeUndefined();
  expect(awarePlan(problem(9, 9), [1])).toBeUndefined();
  expect(planFits(problem(9, 9), spilledPlan(problem(9, 9), [0], [1]))).toBe(false);
  expect(solveSplit(problem(4, 6))!.plan.hotRows).toEqual([4]);
});

test('rows never looked up take fast memory only where slow memory is full', () => {
  const table: EmbeddingTable = {
    ...{ name: 't', rows: 10, dimension: 1, bytesPerElement: 1, poolingFactor: 1, coverage: 1 },
    accesses: { pieces: [{ rows: 2, accesses: 9 }], unseen: 0 },
  };
  const hot = (ddr: number) =>
    solveSplit(splitProblem([table], cluster(1, 8, ddr), { batch: 1, accounting: 'inSample' }))?.plan.hotRows;
  expect(hot(8)).toEqual([2]);
  expect(hot(1e9)).toEqual([2]);
  expect(hot(2)).toEqual([8]);
  expect(hot(1)).toBeUndefined();
});

test('leaves when it is told to, with a plan', () => {
  const tables = Array.from({ length: 12 }, (_, k) => ({
    ...{ name: `${k}`, rows: 50 + k, dimension: 1, bytesPerElement: 1, poolingFactor: 1 + k, coverage: 1 },
  }));
  const problem = splitProblem(tables, cluster(3, 60), { batch: 1, accounting: 'inSample' });
  const stopped = solveSplit(problem, { stopped: () => true })!;
  expect(stopped.steps).toBe(0);
  expect(planFits(problem, stopped.plan)).toBe(true);
  const steps: number[] = [];
  const free = solveSplit(problem, { progress: ({ best }) => steps.push(best), gap: 0 })!;
  expect(steps).toEqual([...steps].sort((a, b) => b - a));
  expect(free.best).toBeLessThanOrEqual(stopped.best);
});
