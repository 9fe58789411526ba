// Tables that are written are read back as they were.

import { expect, test } from 'vitest';
import { generateTables } from './generate';
import { readTables } from './readTables';
import { tablesText } from './writeTables';

test('tables with and without accesses', () => {
  const made = generateTables({ tables: 12, seed: 4, dimension: 24, bytesPerElement: 2 });
  const plain = { ...made[0], name: 'plain', accesses: undefined, coverage: 0.5 };
  const tables = [...made.slice(1), plain].map(({ accesses, ...own }) => ({
    ...own,
    ...(accesses?.pieces.length && { accesses }),
  }));
  const read = readTables('t.json', tablesText(tables), { dimension: 1, bytesPerElement: 4 });
  expect(read).toEqual(tables);
  expect(tables.filter(({ accesses }) => accesses).length).toBeGreaterThan(3);
});
