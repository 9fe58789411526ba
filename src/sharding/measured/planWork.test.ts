// Work that is counted table by table is what a layout has, of every type of plan and of samples that do not go evenly.

import { expect, test } from 'vitest';
import { layoutOf } from '../execution/layout';
import { drawnPlan } from './drawnPlan';
import { PlanWork } from './planWork';
import { profileOf, tables } from './testing/tables';
import { workOfDevices } from './work';

test.each([
  [4, 2, 40],
  [6, 2, 41],
  [5, 5, 23],
])('%i devices, %i a host, a batch of %i', (devices, devicesPerHost, batch) => {
  const machine = { devices, devicesPerHost, replicatedRows: 200, seed: 11 };
  const profile = profileOf(batch);
  const sizes = tables.map(({ rows }) => ({ rows, dimension: 12, bags: batch }));
  const work = new PlanWork({ tables: sizes, devices, devicesPerHost, profile });
  for (let index = 0; index < 40; index++) {
    const plan = drawnPlan(tables, machine, index);
    const layout = layoutOf({
      ...{ tables: sizes.map(({ rows }) => rows), dimension: 12, batch, plan },
      ...{ devices, devicesPerHost },
    });
    const counted = work.ofDevices(plan);
    for (const [device, expected] of workOfDevices(layout, profile).entries()) {
      const { groups, replicas, ...others } = counted[device];
      expect(groups).toEqual(expected.groups);
      const { sums, blocks, joined } = expected;
      expect(others).toEqual({ sums, blocks, joined });
      expect(replicas).toHaveLength(expected.replicas.length);
      for (const [at, { lookups, ...rest }] of replicas.entries()) {
        const { lookups: wanted, ...counts } = expected.replicas[at];
        expect(rest).toEqual(counts);
        expect(lookups).toBeCloseTo(wanted, 9);
      }
    }
  }
});
