// Costs from a model whose every term has a price of its own: shards alone, beside others, and whole devices, by hand.

import { describe, expect, test } from 'vitest';
import { cutTable } from '../execution/cutTable';
import { phases } from '../execution/stepTime';
import type { Plan } from '../problem';
import { totalPerf } from '../torchrec/perf';
import { MeasuredCosts } from './measuredCosts';
import { predictDevice } from './stepModel';
import { pricedModel as model } from './testing/pricedModel';
import { profileOf, tables } from './testing/tables';
import { noSums } from './work';

describe('costs', () => {
  const batch = 40;
  const link = { latencySeconds: 1, bytesPerSecond: 1e12 };
  const network = {
    ...{ devices: 4, devicesPerHost: 2, hierarchical: false, withinHost: link, betweenHosts: link },
  };
  const profile = profileOf(batch);
  const costs = new MeasuredCosts(
    model,
    { tables: tables.map(({ rows }) => ({ rows, dimension: 12, bags: batch })), network, profile },
    'a card',
  );
  const planBy = (place: (table: number) => ReturnType<typeof cutTable>): Plan => ({
    tables: tables.map((_, table) => place(table)),
  });

  test('name the machine and say that they interpolate', () => {
    expect([costs.name, costs.basis]).toEqual(['kernels measured on a card, interpolated', 'measured']);
  });

  test('of a device are those of its shards less what they share', () => {
    // 37 and 111 rows together need as many passes of a sort as 111 do.
    const pair = planBy((table) =>
      cutTable(table, tables[table], 'table_wise', { devices: [table < 2 ? 0 : 1] }),
    );
    const [device] = costs.devices(pair, [0]);
    const [first, second] = [0, 1].map((table) => totalPerf(costs.added(pair.tables[table])[0]));
    const alone = totalPerf(costs.shards(pair.tables[1])[0]);
    // What a search adds has no dispatches; a block of columns arrives on all four devices and is borne by one shard.
    const block = 1000 * model.slice.weights[1];
    const arriving = block * (tables.length - 4 * 2);
    expect(sortPasses(tables[0].rows)).toBe(sortPasses(tables[0].rows + tables[1].rows));
    // Lookups and vectors to each of two devices of the other host in turn, and gradients back, a second a message.
    const messages = 3 * 2 * 1000;
    expect(totalPerf(device) - messages).toBeCloseTo(first + alone + arriving, 9);
    expect(second).toBeLessThan(alone);
  });

  test('grow with rows, lookups and columns, and a cut adds nothing to what is read', () => {
    const whole = costs.shards(cutTable(8, tables[8], 'table_wise', { devices: [0] }))[0];
    const columns = costs.shards(cutTable(8, tables[8], 'column_wise', { devices: [0, 1, 2] }));
    const rows = costs.shards(cutTable(8, tables[8], 'row_wise', { devices: [0, 1, 2, 3] }));
    for (const shard of [...columns, ...rows]) {
      expect(totalPerf(shard)).toBeGreaterThan(0);
      expect(totalPerf(shard)).toBeLessThan(totalPerf(whole));
    }
    const sum = (perfs: typeof rows) => perfs.reduce((all, perf) => all + totalPerf(perf), 0);
    expect(sum(columns)).toBeGreaterThan(totalPerf(whole));
    expect(sum(rows)).toBeGreaterThan(totalPerf(whole));
  });

  test('of copies are the same on every device', () => {
    const copies = costs.shards(cutTable(0, tables[0], 'data_parallel', { devices: [0, 1, 2, 3] }));
    expect(new Set(copies.map(totalPerf)).size).toBe(1);
    expect(copies[0].backwardComms).toBeGreaterThan(0);
    expect(copies[0].forwardComms).toBe(0);
  });

  test('what every plan has is in a step and in no shard', () => {
    const idle = { groups: [], sums: noSums, blocks: 0, joined: 0, replicas: [] };
    const seconds = predictDevice(model, idle);
    expect(seconds).toMatchObject({ pooling: 0, shardUpdate: 0, reducing: 0 });
    expect(seconds.slice).toBe(model.slice.weights[0]);
    expect(Object.values(predictDevice(model, idle, { whole: false }))).toEqual(phases.map(() => 0));
  });
});

const sortPasses = (rows: number): number => Math.ceil(Math.ceil(Math.log2(rows)) / 4);
