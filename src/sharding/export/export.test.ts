// What leaves with a plan: the model as data, the same plan as calls, and as arguments of HugeCTR. What TorchRec makes of
// it is tested in e2e/torchrec.

import { expect, test } from 'vitest';
import { cutTable } from '../execution/cutTable';
import type { Plan, ShardingType } from '../problem';
import { plannerTable } from '../torchrec/table';
import { topologyOf } from '../torchrec/topology';
import { type ExportedPlan, modelRecord } from './exportedModel';
import { exportFiles } from './exportFiles';
import { hugeCtrPlan } from './hugectr';
import { filledPython, pythonFile } from './pythonFiles';

const [rows, dimension] = [10, 16];
const topology = topologyOf({ devices: 4, devicesPerHost: 2 });
const all = [0, 1, 2, 3];
const ways: [ShardingType, readonly number[]][] = [
  ['data_parallel', all],
  ['table_wise', [2]],
  ['column_wise', [3, 1]],
  ['row_wise', all],
  ['table_row_wise', [2, 3]],
  ['table_column_wise', [0, 1]],
  ['grid_shard', all],
];

function exported(changes: Partial<ExportedPlan> = {}): ExportedPlan {
  const tables = ways.map(([type]) =>
    plannerTable({ name: type, rows, dimension, bytesPerElement: 4, poolingFactor: 3, coverage: 0.5 }, 64),
  );
  const plan: Plan = {
    tables: ways.map(([type, devices], table) =>
      cutTable(table, tables[table], type, { devices, width: 8, devicesPerHost: 2 }),
    ),
  };
  return {
    ...{ plan, tables, modules: tables.map(() => 'sparse.ebc'), topology },
    ...{ denseFeatures: 13, bottom: [32], top: [32], optimizer: 'sgd', learningRate: 0.1, ...changes },
  };
}

const text = (of: ExportedPlan, name: string) =>
  exportFiles(of, 'plan.json').find((f) => f.name === name)!.text;

test('the model says what train.py builds', () => {
  expect(modelRecord(exported())).toMatchObject({
    ...{ ranks: 4, ranks_per_host: 2, batch: 64, dense_features: 13, interaction: 'dot' },
    optimizer: { kind: 'sgd', learning_rate: 0.1 },
    modules: [
      {
        ...{ path: 'sparse.ebc', weighted: false, pooled: true },
        tables: ways.map(([name]) => ({
          ...{ name, rows, dimension, data_type: 'FP32' },
          features: [{ name: `${name}_feature`, pooling: 1.5 }],
        })),
      },
    ],
  });
});

test('products need one dimension, and modules keep their tables', () => {
  const { tables, modules } = exported();
  const narrow = tables.map((table, index) =>
    index ? table : { ...table, dimension: 8, bytesPerElement: 2 },
  );
  const record = modelRecord(
    exported({ tables: narrow, modules: modules.map((path, i) => (i ? path : 'a')) }),
  );
  expect(record.interaction).toBe('concat');
  expect(record.modules.map(({ path, tables: own }) => [path, own.length])).toEqual([
    ['a', 1],
    ['sparse.ebc', 6],
  ]);
  expect(record.modules[0].tables[0].data_type).toBe('FP16');
});

test('each type as a call, or why there is none', () => {
  const python = text(exported(), 'construct_plan.py');
  const calls = python.slice(python.indexOf('PLACES'), python.indexOf('__all__')).split('\n');
  expect(calls.slice(0, 8).map((line) => line.trim())).toEqual([
    'PLACES: dict = {',
    '"sparse.ebc": {',
    '"data_parallel": data_parallel(),',
    '"table_wise": table_wise(rank=2, compute_kernel="fused"),',
    '"column_wise": column_wise(ranks=[3,1], compute_kernel="fused"),',
    '"row_wise": row_wise(compute_kernel="fused"),',
    '"table_row_wise": table_row_wise(host_index=1),',
    '},',
  ]);
  expect(
    calls.filter((line) => line.startsWith('    "table_column') || line.startsWith('    "grid')),
  ).toHaveLength(2);
  expect(python).toMatch(/^RANKS = 4$/m);
  expect(python).toMatch(/^RANKS_PER_HOST = 2$/m);
});

test('HugeCTR lists each GPU’s tables, by hand', () => {
  expect(hugeCtrPlan(exported())).toEqual({
    shardMatrix: [
      ['data_parallel', 'row_wise', 'table_column_wise', 'grid_shard'],
      ['data_parallel', 'column_wise', 'row_wise', 'table_column_wise', 'grid_shard'],
      ['data_parallel', 'table_wise', 'row_wise', 'table_row_wise', 'grid_shard'],
      ['data_parallel', 'column_wise', 'row_wise', 'table_row_wise', 'grid_shard'],
    ],
    placed: [
      'table_wise',
      ['column_wise', 2],
      ...['row_wise', 'table_row_wise'],
      ['table_column_wise', 2],
      ['grid_shard', 2],
    ],
    copied: ['data_parallel'],
    notExpressed: [],
  });
  const python = text(exported(), 'hugectr_plan.py');
  expect(python).toContain('("mp", ["table_wise", ("column_wise", 2), "row_wise"');
  expect(python).toContain('("dp", ["data_parallel"])');
  expect(python).toContain('["grid_shard",10,16]');
});

test('what HugeCTR has no words for is named', () => {
  const { plan } = exported();
  const [, whole, columns] = plan.tables;
  const [left, right] = columns.shards;
  const twice = { ...columns, shards: [left, { ...right, device: left.device }] };
  const uneven = {
    ...{ ...columns, table: 3 },
    shards: [
      { ...left, columns: 4 },
      { ...right, firstColumn: 4, columns: 12 },
    ],
  };
  const cached = { ...whole, computeKernel: 'fused_uvm_caching' as const };
  const { notExpressed } = hugeCtrPlan(exported({ plan: { tables: [cached, twice, uneven] } }));
  expect(notExpressed).toEqual([
    'table_wise: rows in host memory; shard() has no argument for them',
    'column_wise: several shards on one GPU; a GPU lists a table once',
    'row_wise: columns of unequal widths; they are divided evenly',
    'GPU 0: has no table, and HugeCTR’s samples allow no empty list',
  ]);
});

test('a constant that is not there is an error', () => {
  expect(() => filledPython('construct_plan.py', { NOWHERE: '1' })).toThrow('no constant NOWHERE');
  expect(() => pythonFile('nothing.py')).toThrow('no Python file');
});
