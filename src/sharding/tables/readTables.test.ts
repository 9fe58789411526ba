// Files of tables and tasks: each published form by hand, damage with its place, and the real files where they are.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSharedText } from '../../../e2e/support/sharedData';
import { DataError } from '../../base/errors';
import type { EmbeddingTable } from '../problem';
import { meanCountOfBin } from './profiles';
import { readTables } from './readTables';
import { readTasks, tablesOfTask } from './readTasks';

const defaults = { dimension: 64, bytesPerElement: 4 };
const read = (content: unknown) =>
  readTables('f', typeof content === 'string' ? content : JSON.stringify(content), defaults);

const bins = (shares: Record<number, number>) =>
  Object.fromEntries(Array.from({ length: 17 }, (_, k) => [`bin_${k}`, shares[k] ?? 0]));

describe('forms', () => {
  test('access statistics', () => {
    const [table] = read([
      {
        ...{ id: 7, rows: 100, pooling: 2.5, good_turing_unseen: 0.1 },
        ...{ rows_per_bin: [20, 10, 0, 2], acc_per_bin: [20, 20, 0, 12] },
      },
    ]);
    expect(table).toEqual({
      ...{ name: '7', rows: 100, dimension: 64, bytesPerElement: 4, poolingFactor: 2.5, coverage: 1 },
      accesses: {
        pieces: [
          { rows: 2, accesses: 12 },
          { rows: 10, accesses: 20 },
          { rows: 20, accesses: 20 },
        ],
        unseen: 0.1,
      },
    });
  });

  test('features: shares of rows become rows and accesses that add up to the lookups', () => {
    const [table] = read([{ row: 1e6, pooling_factor: 2, ...bins({ 0: 0.5, 1: 0.3, 2: 0.2 }) }]);
    const lookups = 2 * 65_536;
    // Bin 2 holds 3 and 4: 3^0.572 · 4^0.428.
    const third = 3 ** 0.572 * 4 ** 0.428;
    const distinct = lookups / (0.5 + 0.6 + 0.2 * third);
    const { pieces, unseen } = table.accesses!;
    expect(pieces.map(({ rows }) => rows / distinct)).toEqual(
      [0.2, 0.3, 0.5].map((x) => expect.closeTo(x, 12)),
    );
    expect(pieces.reduce((sum, { accesses }) => sum + accesses, 0)).toBeCloseTo(lookups, 6);
    expect(unseen).toBeCloseTo((0.5 * distinct) / lookups, 12);
  });

  test('a table that is never looked up', () => {
    const [table] = read([{ row: 100, pooling_factor: 0, ...bins({}) }]);
    expect(table.accesses).toEqual({ pieces: [], unseen: 0 });
  });

  test('AutoShard’s configuration, and MLPerf’s columns', () => {
    const [own] = read({ tables: [{ index: 3, row: 10, dim: 16, pooling_factor: 1 }] });
    expect(own).toMatchObject({ name: '3', rows: 10, dimension: 16 });
    const [, second] = read({ embedding_dim: 128, num_embeddings: [40, 39], multi_hot_sizes: [3, 2] });
    expect(second).toMatchObject({ name: '1', rows: 39, dimension: 128, poolingFactor: 2, coverage: 1 });
    expect(second.accesses).toBeUndefined();
  });

  test('CSV, with names of its own for what it has', () => {
    const text = 'name,rows,pooling,coverage,dimension\r\n"user id",5000,1,0.5,\r\n\nad,70,3.5,1,8\n';
    expect(read(text)).toMatchObject([
      { name: 'user id', rows: 5000, poolingFactor: 1, coverage: 0.5, dimension: 64 },
      { name: 'ad', rows: 70, poolingFactor: 3.5, dimension: 8 },
    ]);
  });
});

test('mean counts lie within their bins, and closer to the lower end', () => {
  expect([0, 1].map(meanCountOfBin)).toEqual([1, 2]);
  for (let k = 2; k < 16; k++) {
    const [low, high] = [2 ** (k - 1) + 1, 2 ** k];
    expect(meanCountOfBin(k)).toBeGreaterThan(low);
    expect(meanCountOfBin(k)).toBeLessThan((low + high) / 2);
  }
});

describe('damage', () => {
  const table = { rows: 10, pooling: 1, rows_per_bin: [1], acc_per_bin: [1] };
  test.each<[string, unknown, RegExp]>([
    ['empty', ' \n', /f: file: is empty/],
    ['cut off', '[{"rows": 1', /f: JSON: is damaged or cut off/],
    ['no tables', [], /f: file: holds no tables/],
    ['another object', { plan: {} }, /f: JSON: is neither a list of tables/],
    ['a number in the list', [table, 3], /f: table 1: is not an object/],
    ['no rows', [{ pooling: 1 }], /f: table 0: lacks rows or row/],
    ['no row', [{ rows: 0, pooling: 1 }], /f: table 0: rows is 0; it must be from 1/],
    ['half a row', [{ rows: 1.5, pooling: 1 }], /rows is 1.5, not a whole number/],
    ['text', [{ rows: 'many', pooling: 1 }], /rows is "many", not a number/],
    ['negative pooling', [{ rows: 1, pooling: -1 }], /pooling is -1; it must be from 0/],
    [
      'coverage in percent',
      [{ rows: 1, pooling: 1, coverage: 50 }],
      /coverage is 50; it must be from 0 to 1/,
    ],
    [
      'too many rows seen',
      [{ ...table, rows_per_bin: [99] }],
      /rows_per_bin adds up to 99; the table has 10/,
    ],
    ['one list only', [{ ...table, acc_per_bin: undefined }], /lacks acc_per_bin/],
    [
      'lists of two lengths',
      [{ ...table, acc_per_bin: [1, 2] }],
      /rows_per_bin has 1 bins, acc_per_bin has 2/,
    ],
    ['bad number in a list', [{ ...table, acc_per_bin: [null] }], /acc_per_bin\[0\] is null, not a number/],
    ['no list', [{ ...table, rows_per_bin: 4 }], /rows_per_bin is not a list/],
    ['looked up, but no row', [{ ...table, acc_per_bin: [0] }], /is looked up, yet its bins are empty/],
    ['bins that lack one', [{ row: 1, pooling_factor: 1, bin_0: 1 }], /lacks bin_1/],
    ['bins that are no shares', [{ row: 1, pooling_factor: 1, ...bins({ 0: 0.5 }) }], /add up to 0.5/],
    [
      'columns of two lengths',
      { num_embeddings: [1, 2], multi_hot_sizes: [1] },
      /multi_hot_sizes: must be a list of 2/,
    ],
    ['no header', '1,2,3\n4,5,6', /line 1: is no header/],
    ['a short line', 'rows,pooling\n1,1\n2', /line 3: has 1 cells; the header has 2/],
    ['another CSV', 'label,age\n0,3', /line 2: lacks rows/],
  ])('%s', (_name, content, message) => {
    expect(() => read(content)).toThrow(DataError);
    expect(() => read(content)).toThrow(message);
  });

  test('whatever the bytes, there are tables or one clear error', () => {
    const valid = JSON.stringify([table, { ...table, coverage: 0.5 }]);
    fc.assert(
      fc.property(fc.nat(valid.length), fc.string(), fc.nat(4), (at, inserted, dropped) => {
        try {
          read(valid.slice(0, at) + inserted + valid.slice(at + dropped));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
    );
  });
});

describe('tasks', () => {
  const text = JSON.stringify({ train: [[0, 2]], test: [[1], [2, 2]] });

  test('lists of ids, and the tables they name', () => {
    const tasks = readTasks('f', text, 3);
    expect(tasks).toEqual({ train: [[0, 2]], test: [[1], [2, 2]] });
    const tables = ['a', 'b', 'c'].map((name) => ({ name }) as EmbeddingTable);
    expect(tablesOfTask(tables, tasks.test[1]).map(({ name }) => name)).toEqual(['c', 'c']);
  });

  test.each<[string, RegExp]>([
    ['[]', /f: train: must be a list of tasks/],
    ['null', /f: train: must be a list of tasks/],
    ['{"train": [[0]]}', /f: test: must be a list of tasks/],
    ['{"train": [[]], "test": [[0]]}', /f: train task 0: must be a list of table ids/],
    [
      '{"train": [[0]], "test": [[0], [0, 3]]}',
      /f: test task 1: id 1 is 3; ids are whole numbers from 0 to 2/,
    ],
    ['{"train": [["a"]], "test": [[0]]}', /f: train task 0: id 0 is "a"/],
    ['{"train"', /f: JSON: is damaged/],
  ])('%s', (content, message) => {
    expect(() => readTasks('f', content, 3)).toThrow(message);
  });
});

describe('the real files', () => {
  const shared = async (name: string, skip: (reason: string) => void) => {
    const text = await readSharedText(`sharding/${name}`);
    if (text === null) skip(`${name} is not there`);
    return text ?? '';
  };
  const total = (tables: readonly EmbeddingTable[], of: (table: EmbeddingTable) => number) =>
    tables.reduce((sum, table) => sum + of(table), 0);
  const seen = ({ accesses }: EmbeddingTable) => accesses!.pieces.reduce((sum, { rows }) => sum + rows, 0);

  test('features add up to what Meta publishes beside them', async ({ skip }) => {
    const tables = readTables('t', await shared('tables856.json', skip), defaults);
    expect(tables.length).toBe(856);
    expect(Math.round(total(tables, ({ poolingFactor }) => poolingFactor * 65_536))).toBe(887_017_990);
    // Distinct rows: 128.44 million.
    expect(total(tables, seen) / 128.44e6).toBeCloseTo(1, 2);
  });

  test('access statistics are those that follow from the features', async ({ skip }) => {
    const features = readTables('t', await shared('tables856.json', skip), defaults);
    const counted = readTables('t', await shared('tables856_access_cdf.json', skip), defaults);
    features.forEach((table, index) => {
      const other = counted[index];
      expect(other.rows).toBe(table.rows);
      expect(other.poolingFactor).toBe(table.poolingFactor);
      expect(Math.abs(seen(table) - seen(other))).toBeLessThan(1 + 1e-4 * seen(other));
      expect(table.accesses!.unseen).toBeCloseTo(other.accesses!.unseen, 3);
    });
  });

  test('MLPerf’s tables weigh what the file says', async ({ skip }) => {
    const text = await shared('mlperf_dlrm_v2_tables.json', skip);
    const tables = readTables('t', text, defaults);
    const bytes = total(tables, (table) => table.rows * table.dimension * table.bytesPerElement);
    expect(bytes).toBe(JSON.parse(text).bytes_fp32);
  });

  test('DreamShard’s tasks: fifty and fifty, from two halves of the tables', async ({ skip }) => {
    for (const size of [10, 50, 100]) {
      const tasks = readTasks('t', await shared(`dreamshard_T${size}_seed0.json`, skip), 856);
      for (const pool of [tasks.train, tasks.test]) {
        expect(pool.length).toBe(50);
        for (const ids of pool) expect(new Set(ids).size).toBe(size);
      }
      const train = new Set(tasks.train.flat());
      expect(tasks.test.flat().filter((id) => train.has(id))).toEqual([]);
    }
  });
});
