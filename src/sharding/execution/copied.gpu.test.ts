// Tables that are copied to every device, of two widths, by hand: vectors, gradients of all rows, and what an update
// makes of their sum. Small whole numbers, which f32 adds without rounding.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { planProgram } from '../../compile/plan';
import { deviceProfile, Program } from '../../compile/program';
import { DeviceState } from '../../compile/state';
import { copiedGroups, copiedNames, copiesGraph, copiesUpdateGraph } from './copiedGraphs';
import { cutTable } from './cutTable';
import { denseElements } from './denseGraphs';
import { copiedLookups } from './inputs';
import { layoutOf } from './layout';

const shapes = [
  { rows: 5, dimension: 4 },
  { rows: 3, dimension: 8 },
  { rows: 7, dimension: 4 },
  { rows: 9, dimension: 4 },
];
const layout = layoutOf({
  ...{ tables: shapes.map(({ rows }) => rows), dimensions: shapes.map(({ dimension }) => dimension) },
  ...{ dimension: 8, devices: 2, devicesPerHost: 2, batch: 5 },
  plan: {
    tables: shapes.map((shape, table) =>
      table === 3
        ? cutTable(table, shape, 'table_wise', { devices: [1] })
        : cutTable(table, shape, 'data_parallel', { devices: [0, 1] }),
    ),
  },
});
/** By table and sample. */
const bags = [
  [[0], [1, 4], [], [4, 4, 0], [2]],
  [[2], [], [0, 1, 2], [1], [1, 1]],
  [[6, 0], [3], [3], [], [5, 6]],
  [[], [], [], [], []],
];
const lookups = {
  offsets: bags.map((own) =>
    Uint32Array.from([0, ...own.map((_, bag) => own.slice(0, bag + 1).flat().length)]),
  ),
  rows: bags.map((own) => Uint32Array.from(own.flat())),
};
const weight = (table: number, row: number, column: number) => 10 * table + row - 2 * column;
const dy = (table: number, sample: number, column: number) => 1 + table + 3 * sample - column;

test('vectors, gradients and updates of copies are those of tables that every device has', async () => {
  const gpu = await testGpu();
  const groups = copiedGroups(layout);
  expect(groups).toEqual([
    { columns: 4, rows: 12, tables: [0, 2] },
    { columns: 8, rows: 3, tables: [1] },
  ]);
  const slice = layout.slices[1];
  expect(slice).toEqual({ first: 2, count: 3 });
  const copies = copiesGraph(groups, slice.count, [12, 12, 12, 12]);
  expect(denseElements(copies)).toBe(12 * 4 + 3 * 8);
  const rule = { dense: { kind: 'sgd' }, sparse: { kind: 'sgd' } } as const;
  const owned: { destroy(): void }[] = [];
  try {
    const profile = deviceProfile(gpu);
    const update = await Program.create(
      gpu,
      planProgram('update', copiesUpdateGraph(copies, layout, rule), profile),
    );
    owned.push(update);
    const { state: kept } = update.plan;
    const forward = await Program.create(gpu, planProgram('copies', copies, profile, { state: kept }));
    owned.push(forward);
    const state = await DeviceState.allocate(gpu, kept);
    owned.push(state);
    const samples = Array.from({ length: slice.count }, (_, at) => slice.first + at);
    const across = (columns: number) => Array.from({ length: columns }, (_, column) => column);
    for (const [group, { columns, rows, tables }] of groups.entries()) {
      const names = copiedNames(group);
      const { starts, indices } = copiedLookups(tables, layout.tables, slice, lookups);
      const padded = new Uint32Array(12 * tables.length);
      padded.set(indices);
      const numbers = tables.flatMap((table) =>
        Array.from({ length: layout.tables[table] }, (_, row) =>
          across(columns).map((column) => weight(table, row, column)),
        ).flat(),
      );
      const gradient = samples.flatMap((sample) =>
        tables.flatMap((table) => across(columns).map((column) => dy(table, sample, column))),
      );
      state.load(
        new Map([
          [names.copies, { shape: [rows, columns], data: Float32Array.from(numbers) }],
          [names.indices, { shape: [padded.length], data: padded }],
          [names.offsets, { shape: [starts.length], data: starts }],
          [
            names.gradient,
            { shape: [gradient.length / columns, columns], data: Float32Array.from(gradient) },
          ],
        ]),
      );
    }
    const outputs = await forward.run(state);
    const gradients: number[] = [];
    for (const [group, { columns, tables }] of groups.entries()) {
      const vectors = samples.flatMap((sample) =>
        tables.flatMap((table) =>
          across(columns).map((column) =>
            bags[table][sample].reduce((sum, row) => sum + weight(table, row, column), 0),
          ),
        ),
      );
      expect(Array.from(outputs.get(copiedNames(group).pooled)!)).toEqual(vectors);
      for (const table of tables)
        for (let row = 0; row < layout.tables[table]; row++)
          for (const column of across(columns))
            gradients.push(
              samples.reduce(
                (sum, sample) =>
                  sum + bags[table][sample].filter((one) => one === row).length * dy(table, sample, column),
                0,
              ),
            );
    }
    expect(Array.from(outputs.get('gradient')!)).toEqual(gradients);

    const flat = Float32Array.from(gradients);
    state.load(new Map([['gradient', { shape: [flat.length], data: flat }]]));
    update.feeds.get('learningRate')![0] = 0.5;
    await update.run(state);
    const saved = await state.save(({ role }) => role === 'parameter');
    const before = groups.flatMap(({ columns, tables }) =>
      tables.flatMap((table) =>
        Array.from({ length: layout.tables[table] }, (_, row) =>
          across(columns).map((column) => weight(table, row, column)),
        ).flat(),
      ),
    );
    const after = groups.flatMap((_, group) => [...saved.get(copiedNames(group).copies)!.data]);
    expect(after).toEqual(before.map((number, at) => number - 0.5 * gradients[at]));
  } finally {
    for (const each of owned) each.destroy();
  }
});
