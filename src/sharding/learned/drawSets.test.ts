// Drawn sets: the same seed draws the same, and no limit is passed.

import { expect, test } from 'vitest';
import { tableBytes } from '../problem';
import { generateTables } from '../tables/generate';
import { namedByIds } from './computeModel';
import { drawnSets } from './drawSets';
import { idDimensions } from './readCosts';

const tables = generateTables({ tables: 30, seed: 1, dimension: 16, bytesPerElement: 4 });
const named = namedByIds(tables);
const recipe = { sets: 400, mostTables: 6, largestBytes: 2 ** 31, largestOfDimension: 2 ** 30, seed: 5 };
const drawn = drawnSets(tables, recipe).map(({ ids }) => ids);

test('the same seed draws the same sets, however many; another draws others', () => {
  expect(drawnSets(tables, { ...recipe, sets: 50 }).map(({ ids }) => ids)).toEqual(drawn.slice(0, 50));
  expect(drawnSets(tables, { ...recipe, seed: 6 }).map(({ ids }) => ids)).not.toEqual(drawn);
});

test('sets have 1 to the most tables, of every dimension', () => {
  const sizes = new Set(drawn.map(({ length }) => length));
  expect(Math.min(...sizes)).toBe(1);
  expect(Math.max(...sizes)).toBe(6);
  expect(new Set(drawn.flat().map((id) => named[id].dimension))).toEqual(new Set(idDimensions));
});

test('several tables are no larger than they may be, those of a set and those of a dimension', () => {
  let full = 0;
  for (const ids of drawn) {
    const set = ids.map((id) => named[id]);
    const bytes = (own: typeof set) => own.reduce((sum, table) => sum + tableBytes(table), 0);
    if (set.length === 1) continue;
    expect(bytes(set)).toBeLessThanOrEqual(recipe.largestBytes);
    for (const width of idDimensions) {
      const group = set.filter(({ dimension }) => dimension === width);
      const own = bytes(group);
      if (group.length < 2) continue;
      expect(own).toBeLessThanOrEqual(recipe.largestOfDimension);
      if (own > 0.5 * recipe.largestOfDimension) full++;
    }
  }
  // The limit was one.
  expect(full).toBeGreaterThan(0);
});
