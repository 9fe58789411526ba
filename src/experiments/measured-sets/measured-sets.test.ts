// Which sets are measured and in which order, and what is said of the times. Measuring is in the GPU test.

import { describe, expect, test } from 'vitest';
import { idDimensions } from '../../sharding/learned/readCosts';
import { tableBytes } from '../../sharding/problem';
import { generateTables } from '../../sharding/tables/generate';
import { turnsOf } from './order';
import { batchOfSets, lookupsOf, setProblem } from './problem';
import { metricsOf, resultsOf, type Taken } from './results';

const tables = generateTables({ tables: 40, seed: 2, dimension: 16, bytesPerElement: 4 });
const settings = { sets: 60, mostTables: 8, mostRows: 1000, batch: 64 };
const roomy = setProblem(tables, settings, 1, 2 ** 30);

describe('sets', () => {
  test('the same seed gives the same sets', () => {
    expect(setProblem(tables, settings, 1, 2 ** 30)).toEqual(roomy);
    expect(setProblem(tables, settings, 2, 2 ** 30).sets).not.toEqual(roomy.sets);
  });

  test('ids name the tables as they run', () => {
    expect(Math.max(...roomy.tables.map(({ rows }) => rows))).toBe(1000);
    for (const { ids, tables: own } of roomy.sets)
      expect(own).toEqual(
        ids.map((id) => ({ ...roomy.tables[id % 40], dimension: idDimensions[Math.floor(id / 40)] })),
      );
  });

  test('a small adapter gets smaller tables and a smaller batch, and every matrix is bound', () => {
    const bound = 200_000;
    const { sets, batch } = setProblem(tables, settings, 1, bound);
    expect(batch).toBeLessThan(64);
    for (const { tables: own } of sets)
      for (const width of idDimensions) {
        const group = own.filter(({ dimension }) => dimension === width);
        expect(group.reduce((sum, table) => sum + tableBytes(table), 0)).toBeLessThanOrEqual(bound);
        expect(4 * width * batch * lookupsOf(group)).toBeLessThanOrEqual(bound);
      }
    expect(() => setProblem(tables, settings, 1, 600)).toThrow(/lower mostTables/);
  });

  test('a table is looked up the same in every set', () => {
    const lookups = batchOfSets(roomy, 3);
    const again = batchOfSets(roomy, 3);
    const { ids } = roomy.sets[4];
    expect(lookups(roomy.sets[4])).toEqual(again(roomy.sets[4]));
    const other = roomy.sets.find((set) => set.ids !== ids && set.ids.some((id) => id % 40 === ids[0] % 40))!;
    const place = other.ids.findIndex((id) => id % 40 === ids[0] % 40);
    expect(lookups(other)[place]).toBe(lookups(roomy.sets[4])[0]);
  });
});

test('every set has a turn, the first ones two, in an order that is theirs no more', () => {
  const turns = turnsOf(100, 10, 4);
  expect(turnsOf(100, 10, 4)).toEqual(turns);
  const firsts = turns.filter(({ again }) => !again).map(({ set }) => set);
  const seconds = turns.filter(({ again }) => again).map(({ set }) => set);
  expect([...firsts].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, set) => set));
  expect(firsts).not.toEqual([...firsts].sort((a, b) => a - b));
  expect([...seconds].sort((a, b) => a - b)).toEqual(Array.from({ length: 10 }, (_, set) => set));
  for (const set of seconds)
    expect(turns.findIndex((turn) => turn.set === set && turn.again)).toBeGreaterThan(
      turns.findIndex((turn) => turn.set === set && !turn.again),
    );
  expect(turnsOf(3, 20, 0)).toHaveLength(6);
});

describe('results', () => {
  const { sets } = roomy;
  const taken = (set: number, milliseconds: number, again = false): Taken => ({
    ...{ set, again },
    seconds: { pooling: milliseconds / 4000, reducing: 0, shardUpdate: (3 * milliseconds) / 4000 },
  });
  const law = (set: number) => 2 + 3 * sets[set].tables.length + 5 * lookupsOf(sets[set].tables);

  test('least squares find a law of sums, and a second measurement is never taken for the first', () => {
    const all = sets.flatMap((_, set) => [taken(set, law(set)), ...(set < 3 ? [taken(set, 1e6, true)] : [])]);
    const results = resultsOf(all.reverse(), sets);
    expect(results.map(({ set }) => set)).toEqual(sets.map((_, set) => set));
    for (const { set, milliseconds, linear, again } of results) {
      expect(milliseconds).toBeCloseTo(law(set), 9);
      expect(linear).toBeCloseTo(law(set), 6);
      expect(again !== undefined).toBe(set < 3);
    }
  });

  test('few sets are fitted by nothing', () => {
    const results = resultsOf([taken(1, 10), taken(0, 4), taken(1, 11, true)], sets);
    expect(results[1]).toMatchObject({ milliseconds: 10, again: 11 });
    const metrics = metricsOf(results);
    expect(metrics).toEqual({ sets: 2, meanMs: 7, measuredAgain: 1, medianAgainError: expect.anything() });
    expect(metrics.medianAgainError).toBeCloseTo(0.1, 9);
  });
});
