// Means and bands of groups, against the same computed straight from the rows.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Extremes } from './extremes';
import { type GroupMember, spreadAt, spreadOf } from './groups';
import { type Scale, toValue } from './scale';

/** Rows of one run: y over x, NaN where a row lacks the value. */
type Rows = readonly (readonly [x: number, y: number])[];

const member = (rows: Rows): GroupMember => {
  const y = Float64Array.from(rows, ([, value]) => value);
  const extremes = new Extremes();
  extremes.extend(y);
  return { x: { values: Float64Array.from(rows, ([x]) => x), factor: 1 }, y, extremes };
};

const value = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
);
/** Runs of different lengths and with different distances between rows. */
const runs = (most: number): fc.Arbitrary<Rows[]> =>
  fc.array(
    fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.array(value, { maxLength: most }))
      .map(([step, values]) => values.map((y, row) => [(row + 1) * step, y] as const)),
    { minLength: 1, maxLength: 5 },
  );

/** The value of a run at x: its row's, else on the straight line between the values on both sides. */
function valueAt(rows: Rows, x: number): number | undefined {
  const valued = rows.filter(([, y]) => !Number.isNaN(y));
  const [before, after] = [valued.findLast((row) => row[0] <= x), valued.find((row) => row[0] >= x)];
  if (!before || !after) return undefined;
  if (before[0] === after[0]) return before[1];
  return before[1] + ((x - before[0]) / (after[0] - before[0])) * (after[1] - before[1]);
}

const meanOf = (values: readonly number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.map((each) => (each - mean) ** 2);
  return values.length > 1
    ? Math.sqrt(squares.reduce((sum, each) => sum + each, 0) / (values.length - 1))
    : 0;
}

test('at an x: mean, lowest to highest and ± one standard deviation of the runs that reach it', () => {
  fc.assert(
    fc.property(runs(12), fc.integer({ min: 0, max: 50 }), (all, x) => {
      const members = all.map(member);
      const values = all.flatMap((rows) => valueAt(rows, x) ?? []);
      const [range, deviation] = [spreadAt(members, x, x, 'range'), spreadAt(members, x, x, 'deviation')];
      if (values.length === 0) {
        expect([range, deviation]).toEqual([undefined, undefined]);
        return;
      }
      expect(range?.mean).toBeCloseTo(meanOf(values), 8);
      expect(range?.low).toBeCloseTo(Math.min(...values), 8);
      expect(range?.high).toBeCloseTo(Math.max(...values), 8);
      expect(deviation?.mean).toBe(range?.mean);
      expect(deviation?.low).toBeCloseTo(meanOf(values) - deviationOf(values), 6);
      expect(deviation?.high).toBeCloseTo(meanOf(values) + deviationOf(values), 6);
    }),
  );
});

test('few rows have a place at every x that any of the runs has', () => {
  fc.assert(
    fc.property(runs(12), (all) => {
      const scale: Scale = { minimum: 0, maximum: 50, logarithmic: false, from: 0, to: 10 };
      const own = [...new Set(all.flat().map(([x]) => x))].sort((a, b) => a - b);
      const reached = own.filter((x) => all.some((rows) => valueAt(rows, x) !== undefined));
      expect(spreadOf(all.map(member), scale, 'range').map(({ x }) => x)).toEqual(reached);
    }),
  );
});

test('many rows: every value of a pixel column is within its band, and the mean is that of the runs', () => {
  const long = fc.array(
    fc
      .array(value, { minLength: 300, maxLength: 500 })
      .map((values): Rows => values.map((y, row) => [row, y])),
    { minLength: 2, maxLength: 4 },
  );
  fc.assert(
    fc.property(long, (all) => {
      const scale: Scale = { minimum: 0, maximum: 500, logarithmic: false, from: 0, to: 50 };
      const places = spreadOf(all.map(member), scale, 'range');
      const toX = toValue(scale);
      for (const [column, { x, mean, low, high }] of places.entries()) {
        expect(x).toBeCloseTo(toX(column), 8);
        const inside = all.map((rows) =>
          rows.filter(([at, y]) => at >= x && at < toX(column + 1) && !Number.isNaN(y)).map(([, y]) => y),
        );
        // A run without a value in the column counts with what lies between its neighbours.
        const each = inside.map((values, run) => (values.length ? meanOf(values) : valueAt(all[run], x)));
        const present = each.filter((one) => one !== undefined);
        expect(mean).toBeCloseTo(meanOf(present), 6);
        const extremes = inside.flatMap((values, run) =>
          values.length ? values : (valueAt(all[run], x) ?? []),
        );
        expect(low).toBeCloseTo(Math.min(...extremes), 8);
        expect(high).toBeCloseTo(Math.max(...extremes), 8);
      }
    }),
    { numRuns: 20 },
  );
});

test('a run that ended early leaves the mean to the others, and a gap is crossed in a straight line', () => {
  const short: Rows = [
    [1, 0],
    [2, 0],
  ];
  const gap: Rows = [
    [1, 4],
    [2, Number.NaN],
    [3, 8],
  ];
  const members = [member(short), member(gap)];
  expect(spreadAt(members, 2, 2, 'range')).toEqual({ x: 2, mean: 3, low: 0, high: 6 });
  expect(spreadAt(members, 3, 3, 'range')).toEqual({ x: 3, mean: 8, low: 8, high: 8 });
  expect(spreadAt(members, 4, 4, 'range')).toBeUndefined();
});
