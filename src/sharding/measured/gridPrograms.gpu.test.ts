// A device of the grid on the GPU: its lookups are where its kernels look, and its work is counted from them.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { groupNames } from '../execution/embeddingGraphs';
import { drawLookups } from './drawLookups';
import { gridPrograms } from './gridPrograms';
import { phaseTerms } from './terms';

const shard = { poolingFactor: 2, coverage: 0.7, room: 1.5 };
const device = {
  batch: 19,
  shards: [
    { ...shard, columns: 4, rows: 11 },
    { ...shard, columns: 8, rows: 1 },
    { ...shard, columns: 4, rows: 300 },
  ],
};
const options = {
  optimizer: { dense: { kind: 'sgd' }, sparse: { kind: 'rowWiseAdagrad', epsilon: 1e-8 } },
  ...{ seed: 2, index: 5, lookups: 100 },
} as const;

test('programs have as many dispatches as the terms count', async () => {
  const grid = await gridPrograms(await testGpu(), device, options);
  try {
    for (const phase of ['pooling', 'shardUpdate'] as const) {
      const [dispatches] = phaseTerms[phase];
      expect(dispatches.title).toBe('a dispatch');
      expect(dispatches.amount(grid.work), phase).toBe(grid[phase].program.plan.dispatches.length);
    }
  } finally {
    grid.destroy();
  }
});

test('rows of ones are pooled to the lengths of their bags', async () => {
  const gpu = await testGpu();
  const grid = await gridPrograms(gpu, device, options);
  try {
    const { program, state } = grid.pooling;
    const drawn = device.shards.map((own, index) =>
      drawLookups(own, { index, batch: device.batch, seed: options.seed, step: options.index }),
    );
    const groups = [
      { columns: 4, tables: [0, 2] },
      { columns: 8, tables: [1] },
    ];
    for (const [group, { columns, tables }] of groups.entries()) {
      const rows = tables.reduce((sum, table) => sum + device.shards[table].rows, 0);
      const ones = new Float32Array(rows * columns).fill(1);
      state.load(new Map([[groupNames(group).shards, { shape: [rows, columns], data: ones }]]));
    }
    const pooled = await program.run(state);
    for (const [group, { columns, tables }] of groups.entries()) {
      const lengths = tables.flatMap((table) =>
        Array.from(
          { length: device.batch },
          (_, bag) => drawn[table].offsets[bag + 1] - drawn[table].offsets[bag],
        ),
      );
      const expected = lengths.flatMap((length) => new Array<number>(columns).fill(length));
      expect(Array.from(pooled.get(groupNames(group).pooled)!)).toEqual(expected);
      const { lookups, distinct, bags, room } = grid.work.groups[group];
      expect(lookups).toBe(lengths.reduce((sum, length) => sum + length, 0));
      expect(bags).toBe(tables.length * device.batch);
      const touched = tables.reduce((sum, table) => sum + new Set(drawn[table].rows).size, 0);
      expect(distinct).toBe(touched);
      expect(room).toBeGreaterThanOrEqual(lookups);
    }
  } finally {
    grid.destroy();
  }
});
