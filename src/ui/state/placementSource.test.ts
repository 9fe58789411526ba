// Files in the panel: what of them is opened, what else of them can be chosen, and what belongs together.

// @vitest-environment node
import { beforeEach, expect, test, vi } from 'vitest';
import { clusterPresets } from '../../sharding/editing/clusters';
import { generatedDocument, mlperfDocument, settingsFor } from '../../sharding/editing/sources';
import { modelRecord } from '../../sharding/export/exportedModel';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import { open, openPlacement, undo } from './placement';
import { originOf } from './placementOrigin';
import { usePlanning } from './placementPlanning';
import { chooseInFiles, openFiles, settle } from './placementSource';

/** Planners run in a worker, which says nothing here. */
vi.stubGlobal(
  'Worker',
  class {
    postMessage() {}
    terminate() {}
  },
);

const [{ cluster, device }] = clusterPresets;
const settings = settingsFor(cluster, device);
beforeEach(() => {
  usePlanning.setState({ planning: null });
  open(mlperfDocument(settings).document, 'MLPerf');
});

const file = (name: string, content: unknown) => ({
  name,
  blob: new Blob([typeof content === 'string' ? content : JSON.stringify(content)]),
});
const csv = 'name,rows,pooling\na,100,2\nb,200,3\nc,300,0.5\nd,400,1\n';
const tasks = { train: [[3], [2, 1]], test: [[0, 1], [2, 3, 0], [1]] };

const document = () => openPlacement().evaluation.document;
const names = () => document().problem.tables.map(({ name }) => name);
const origin = () => originOf(document());
const news = () => openPlacement().news;

test('of tasks the first test task is opened, and any other can be chosen, and undone', async () => {
  await openFiles([file('tasks.json', tasks), file('t.csv', csv)]);
  expect(names()).toEqual(['a', 'b']);
  expect(origin().files?.choice).toMatchObject({ pool: 'test', task: 0 });
  expect(origin().files?.read[0].contents).toEqual({ kind: 'tasks', file: 'tasks.json', train: 2, test: 3 });
  chooseInFiles({ task: 1 });
  expect(names()).toEqual(['c', 'd', 'a']);
  expect(origin().source).toBe('t.csv, test task 1 of tasks.json');
  chooseInFiles({ pool: 'train', task: 1 });
  expect(names()).toEqual(['c', 'b']);
  chooseInFiles({ task: 2 });
  expect(news()).toMatchObject({
    refused: true,
    text: 'tasks.json: train: has no task 2; there are 0 to 1',
  });
  expect(names()).toEqual(['c', 'b']);
  undo();
  expect(names()).toEqual(['c', 'd', 'a']);
  expect(origin().files?.choice).toMatchObject({ pool: 'test', task: 1 });
});

test('another task is laid out under the settings of now', async () => {
  await openFiles([file('tasks.json', tasks), file('t.csv', csv)]);
  settle({ ...origin().settings, batch: 33 }, 'Batch');
  expect(names()).toEqual(['a', 'b']);
  chooseInFiles({ task: 2 });
  expect(names()).toEqual(['b']);
  expect(document().problem.tables[0].features[0].batch).toBe(33);
});

test('tasks without their tables are refused', async () => {
  await openFiles([file('tasks.json', tasks)]);
  expect(news()).toMatchObject({ refused: true, text: expect.stringContaining('together with it') });
  expect(names()).toHaveLength(26);
});

/** A run of TorchRec's planner over tables of these rows. */
const planned = (name: string, rows: readonly number[]) => ({
  ...{ case: name, proposer: 'greedy', partitioner: 'balanced', world: 2, local: 2, batch: 8 },
  ...{ hbm_cap: 2 ** 30, rating: 1 },
  tables: rows.map((count, table) => ({ name: `t${table}`, rows: count, dim: 4, pooling: 1 })),
  plan: {
    plan: {
      m: Object.fromEntries(
        rows.map((count, table) => [
          `t${table}`,
          {
            ...{ sharding_type: 'table_wise', compute_kernel: 'fused', ranks: [1] },
            shards: [{ shard_offsets: [0, 0], shard_sizes: [count, 4], placement: 'rank:1/cuda:1' }],
          },
        ]),
      ),
    },
  },
});

test('of runs of TorchRec’s planner the first is opened, and any other can be chosen', async () => {
  await openFiles([file('runs.json', [planned('small', [10]), planned('large', [20, 30])])]);
  expect(origin().files?.read[0].contents).toMatchObject({
    kind: 'runs',
    runs: ['small, greedy, balanced', 'large, greedy, balanced'],
  });
  expect(document().problem.tables.map(({ rows }) => rows)).toEqual([10]);
  chooseInFiles({ run: 1 });
  expect(document().problem.tables.map(({ rows }) => rows)).toEqual([20, 30]);
  expect(document().plan.tables.map(({ shards }) => shards[0].device)).toEqual([1, 1]);
  expect(origin().source).toBe('runs.json, large, greedy, balanced');
});

/** What leaves with a plan for 4 ranks on 2 hosts. */
function exported() {
  const own = { ...cluster, devices: 4, devicesPerHost: 2 };
  const made = { seed: 3, count: 6, dimension: 16, bytesPerElement: 4 };
  const { document: planned } = generatedDocument(made, { ...settingsFor(own, 'cuda'), batch: 48 });
  const { tables, topology } = planned.problem;
  const modules = tables.map(() => 'm');
  const learning = { denseFeatures: 1, bottom: [8], top: [8], optimizer: 'sgd', learningRate: 0.1 } as const;
  return {
    document: planned,
    plan: serialisePlan({ plan: planned.plan, modules }, tables, topology),
    model: modelRecord({ tables, modules, topology, ...learning }),
  };
}

test('a plan with the model beside it is opened as one step, on as many ranks as it is for, and left as it is', async () => {
  const { document: given, plan, model } = exported();
  const before = openPlacement().history.steps.length;
  await openFiles([file('plan.json', plan), file('model.json', model)]);
  expect(openPlacement().history.steps).toHaveLength(before + 1);
  expect(document().problem.topology).toMatchObject({ ranks: 4, ranksPerHost: 2 });
  expect(document().problem.tables[0].features[0].batch).toBe(48);
  expect(document().plan).toEqual(given.plan);
  expect(usePlanning.getState().planning).toBeNull();
  // The devices are others than the preset's.
  expect(origin()).toMatchObject({ source: 'plan.json', preset: null, settings: { batch: 48 } });
});

test('a plan without its tables says what to do', async () => {
  const { plan } = exported();
  await openFiles([file('plan.json', plan)], 'The run left no file of its tables.');
  expect(news()).toMatchObject({
    refused: true,
    text: expect.stringMatching(
      /plan\.json: t_0: is not among the 26 tables of the problem\. The run left no file/,
    ),
  });
});
