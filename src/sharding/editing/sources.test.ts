// Documents: every number in them is one that was given, and files that are none are named with place and reason.

import { describe, expect, test } from 'vitest';
import { readSharedText } from '../../../e2e/support/sharedData';
import { serialisePlan } from '../torchrec/planFile';
import { clusterPresets } from './clusters';
import { applyEdit } from './edits';
import { estimatorCost } from './estimatorCost';
import { evaluate } from './evaluation';
import {
  contentsOf,
  type DocumentSettings,
  generatedDocument,
  mlperfDocument,
  planFileDocument,
  settingsFor,
  tablesFileDocument,
  taskFileDocument,
} from './sources';

const { cluster, device } = clusterPresets[0];
const settings: DocumentSettings = { ...settingsFor(cluster, device), batch: 1024 };
const gaps = { dimension: 64, bytesPerElement: 2 };
const csv = 'name,rows,pooling\na,100,2\nb,200,3\nc,300,0.5\n';

test('MLPerf’s tables: published rows, lookups and bytes', () => {
  const { document, source } = mlperfDocument(settings);
  const { tables, topology } = document.problem;
  expect(source).toBe('MLPerf DLRM-DCNv2');
  expect(tables.reduce((sum, { rows }) => sum + rows, 0)).toBe(204_184_588);
  expect(tables.reduce((sum, { features }) => sum + features[0].pooling, 0)).toBe(214);
  expect(topology.memory.every(({ hbm }) => hbm === 40 * 2 ** 30)).toBe(true);
  expect(evaluate(document, estimatorCost(document.problem)).violations).toEqual([]);
});

test('every setting reaches the document', () => {
  const changed: DocumentSettings = {
    ...settings,
    ...{ weighted: true, pooled: false, prefetched: true, cacheLoadFactor: 0.3, minPartition: 16 },
    ...{ shardingTypes: ['row_wise', 'table_wise'], computeKernels: ['fused_uvm'], batch: 77 },
    reservation: { share: 0.5, denseBytes: 12 },
  };
  const { document } = generatedDocument({ seed: 4, count: 9, dimension: 32, bytesPerElement: 2 }, changed);
  const { problem, reserved, reservation } = document;
  expect(problem.tables).toHaveLength(9);
  for (const table of problem.tables)
    expect(table).toMatchObject({
      ...{ dimension: 32, bytesPerElement: 2, weighted: true, pooled: false, cacheLoadFactor: 0.3 },
      ...{ minPartition: 16, shardingTypes: ['row_wise', 'table_wise'], computeKernels: ['fused_uvm'] },
      features: [{ batch: 77, poolings: 1 }],
    });
  expect(problem.settings.prefetched).toBe(true);
  expect(reservation).toEqual({ share: 0.5, denseBytes: 12 });
  expect(reserved.memory[0].hbm).toBeLessThan(20 * 2 ** 30);
  expect(document.plan.tables.every(({ computeKernel }) => computeKernel === 'fused_uvm')).toBe(true);
});

test('every preset makes a document, and says where its numbers are from', () => {
  for (const preset of clusterPresets) {
    const own = { ...settingsFor(preset.cluster, preset.device) };
    const { document } = generatedDocument({ seed: 1, count: 5, dimension: 16, bytesPerElement: 4 }, own);
    expect(document.problem.topology.ranks).toBe(preset.cluster.devices);
    expect(preset.source).toMatch(/TorchRec 1\.4|data sheet/);
  }
  expect(new Set(clusterPresets.map(({ id }) => id)).size).toBe(clusterPresets.length);
});

test.each<[string, Partial<DocumentSettings>, RegExp]>([
  ['hosts', { cluster: { ...cluster, devicesPerHost: 3 } }, /8 devices are no multiple of 3 a host/],
  [
    'bandwidth',
    { cluster: { ...cluster, hbmBytesPerSecond: 0 } },
    /hbmBytesPerSecond is 0\. Give a number above 0/,
  ],
  ['batch', { batch: 1.5 }, /batch is 1\.5\. Give a whole number/],
  ['memory', { reservation: { share: 1, denseBytes: 1e9 } }, /Nothing of 40\.0 GiB HBM is left/],
])('refused: %s', (_name, wrong, message) =>
  expect(() => mlperfDocument({ ...settings, ...wrong })).toThrow(message),
);

describe('files', () => {
  test('tables, with what the file leaves open', () => {
    expect(contentsOf({ file: 't.csv', text: csv })).toEqual({ kind: 'tables', file: 't.csv', tables: 3 });
    const { document, source } = tablesFileDocument({ file: 't.csv', text: csv }, gaps, settings);
    expect(source).toBe('t.csv');
    expect(document.problem.tables.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    expect(document.problem.tables[0]).toMatchObject(gaps);
    const twice = { file: 't.csv', text: `${csv}a,100,2\n` };
    expect(() => tablesFileDocument(twice, gaps, settings)).toThrow(/t\.csv: a: is the name of two tables/);
  });

  test('tasks over tables; a table twice has two names', () => {
    const tasks = { file: 'tasks.json', text: JSON.stringify({ train: [[0]], test: [[2, 0, 2]] }) };
    expect(contentsOf(tasks)).toEqual({ kind: 'tasks', file: 'tasks.json', train: 1, test: 1 });
    const tables = { file: 't.csv', text: csv };
    const of = (task: number) => taskFileDocument(tasks, tables, { pool: 'test', task }, gaps, settings);
    expect(of(0).document.problem.tables.map(({ name }) => name)).toEqual(['c', 'a', 'c (2)']);
    expect(of(0).source).toBe('t.csv, test task 0 of tasks.json');
    expect(() => of(1)).toThrow(/tasks\.json: test: has no task 1; there are 0 to 0/);
  });

  test('a plan that was written is read back, and damaged ones are named', () => {
    const { document } = tablesFileDocument({ file: 't.csv', text: csv }, gaps, settings);
    const edited = applyEdit(document, { kind: 'splitColumns', table: 1, devices: [4, 2] });
    const record = serialisePlan(
      { plan: { tables: edited.plan.tables.toReversed() }, modules: ['m', 'm', 'm'] },
      document.problem.tables,
      document.problem.topology,
    );
    const text = JSON.stringify(record);
    expect(contentsOf({ file: 'p.json', text })).toEqual({ kind: 'plan', file: 'p.json' });
    expect(planFileDocument({ file: 'p.json', text }, document).document).toEqual(edited);
    const without = JSON.parse(text) as typeof record;
    delete without.plan.m.a;
    expect(() => planFileDocument({ file: 'p.json', text: JSON.stringify(without) }, document)).toThrow(
      /p\.json: a: is missing from the plan/,
    );
    expect(() => planFileDocument({ file: 't.csv', text: csv }, document)).toThrow(
      /t\.csv: file: is no plan/,
    );
    expect(() => contentsOf({ file: 'p.json', text: text.slice(0, -3) })).toThrow(/damaged or cut off/);
  });

  test('measured costs are for those who learn from them', () => {
    for (const costs of ['# sets\ntask: 1,2 | cost: 3\n', '132,68 0,3 33.6,44.6 32.5,31\n'])
      expect(() => contentsOf({ file: 'c.txt', text: costs })).toThrow(
        /c\.txt: file: holds measured costs.*“Learn what tables cost”/,
      );
  });
});

const real = await readSharedText('sharding/tables856.json');
const task = await readSharedText('sharding/dreamshard_T50_seed0.json');

test.skipIf(!real || !task)(
  'published tasks over the 856 tables (skipped without shared/data/sharding)',
  () => {
    const { document } = taskFileDocument(
      { file: 'tasks', text: task! },
      { file: 'tables', text: real! },
      { pool: 'test', task: 0 },
      { dimension: 16, bytesPerElement: 2 },
      settings,
    );
    expect(document.problem.tables).toHaveLength(50);
    expect(evaluate(document, estimatorCost(document.problem)).violations).toEqual([]);
  },
);
