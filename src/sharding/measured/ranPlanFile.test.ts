// The file of a plan that ran: read back as written, refused with one error where it is damaged; and plans of smaller
// tables, which are cut in proportion.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DataError } from '../../base/errors';
import { cutTable } from '../execution/cutTable';
import { type RanPlanFile, ranPlanRecord, readRanPlan } from './ranPlanFile';
import { shrunkPlan } from './shrunkPlan';

const ran: RanPlanFile = {
  ...{ adapter: 'a card', plan: { plan: {} }, devicesPerHost: 8, batch: 4096, exchangeSeconds: 0.002 },
  tables: [
    { name: 'a', rows: 1000, ranRows: 100 },
    { name: 'b', rows: 10, ranRows: 10 },
  ],
  devices: [
    { pooling: 0.001, reducing: 0, shardUpdate: 0.003, copyGradient: 0.002, copySums: 0, copyUpdate: 0.001 },
    { pooling: 0, reducing: 0, shardUpdate: 0, copyGradient: 0, copySums: 0, copyUpdate: 0 },
  ],
};
const text = JSON.stringify(ranPlanRecord(ran));

test('is read back as it was written', () => {
  expect(readRanPlan(JSON.parse(text), 'ran.json')).toEqual(ran);
});

test.each<[string, (record: RanPlanFile & { version: number }) => unknown, RegExp]>([
  ['another version', (record) => Object.assign(record, { version: 3 }), /version is not 2/],
  ['a negative time', ({ devices }) => Object.assign(devices[1], { pooling: -1 }), /device 1: pooling/],
  ['tables that grew', ({ tables }) => Object.assign(tables[1], { ranRows: 11 }), /table 1: ranRows is more/],
  ['no devices', (record) => Object.assign(record, { devices: [] }), /devices: is empty/],
])('%s is refused', (_, change, message) => {
  const record = JSON.parse(text);
  change(record);
  expect(() => readRanPlan(record, 'ran.json')).toThrow(DataError);
  expect(() => readRanPlan(record, 'ran.json')).toThrow(message);
});

test('shrunk cuts tile the smaller table in the same order', () => {
  const given = fc.record({
    rows: fc.integer({ min: 1, max: 1e9 }),
    ran: fc.integer({ min: 1, max: 1e6 }),
    devices: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(given, ({ rows, ran: wanted, devices }) => {
      const after = Math.min(rows, wanted);
      const all = Array.from({ length: devices }, (_, device) => device);
      const own = cutTable(0, { rows, dimension: 8 }, 'row_wise', { devices: all });
      const [{ shards }] = shrunkPlan({ tables: [own] }, [rows], [after]).tables;
      let end = 0;
      for (const [index, shard] of shards.entries()) {
        expect(shard.device).toBe(index);
        expect(shard.firstRow).toBe(end);
        end += shard.rows;
        // No further off its share than rounding takes it.
        expect(Math.abs(shard.rows - (own.shards[index].rows * after) / rows)).toBeLessThanOrEqual(1);
      }
      expect(end).toBe(after);
    }),
  );
});
