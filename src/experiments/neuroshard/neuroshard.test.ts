// Which files the experiment takes and which it refuses, and how plans are compared. Training is in the GPU test.

import { describe, expect, test } from 'vitest';
import { judge, type Lab } from '../experiment';
import { improvementOf, type Outcome } from '../placement/plans';
import { requireConfig } from '../schema';
import { neuroshard as experiment } from '.';
import { readInputs } from './inputs';

const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });
const tables = file('tables.json', JSON.stringify([0, 1, 2].map(() => ({ row: 10, pooling_factor: 2 }))));
const compute = file('costs.txt', 'task: 5,0 | cost: 12.5\ntask: 17 | cost: 30\n');
const exchanges = file('comm.txt', '132,68 0,3 33.6,44.6 32.5,31\n');
const tasks = file('tasks.json', JSON.stringify({ train: [[0, 1]], test: [[2, 2], [1]] }));

describe('files', () => {
  test('of every kind, in any order, are told apart', async () => {
    const given = await readInputs([tasks, exchanges, compute, tables]);
    expect(given.tables!.content.length).toBe(3);
    expect(given.compute!.content[0]).toEqual({ ids: [5, 0], milliseconds: 12.5 });
    expect(given.communication!.content[0].backward).toEqual([32.5, 31]);
    expect(given.tasks!.content.test).toEqual([[2, 2], [1]]);
    expect(await readInputs([])).toEqual({});
  });

  test.each([
    ['costs without tables', [compute], /^costs.txt: tables: are named by id, .*--data tables856.json/],
    ['tasks without tables', [tasks], /^tasks.json: tables: are named by id/],
    [
      'two of a kind',
      [compute, file('more.txt', '1,2 3')],
      /^more.txt: file: holds measured costs of sets of tables, and so does costs.txt/,
    ],
    ['costs of other tables', [file('c', 'task: 18 | cost: 1'), tables], /^c: line 1: names id 18; 3 tables/],
    [
      'tasks of other tables',
      [file('t', '{"train": [[3]], "test": [[0]]}'), tables],
      /^t: train task 0: id 0 is 3/,
    ],
    ['damaged tasks', [file('t', '{"train": [[0]], "te'), tables], /^t: JSON: is damaged or cut off/],
    ['damaged costs', [file('c', 'task: 1 | cost: 1\ntask: 2 | '), tables], /^c: line 2: is not/],
    ['something else', [file('x.csv', 'label,age\n1,2')], /^x.csv: line 2: lacks rows/],
    ['nothing', [file('empty', '')], /^empty: file: is empty/],
  ])('%s', async (_name, inputs, message) => {
    await expect(readInputs(inputs)).rejects.toThrow(message);
  });
});

test('exchanges of another number of devices are refused before anything is trained', async () => {
  const config = requireConfig(experiment.config, {});
  const lab = { seed: 0, files: { train: [exchanges] }, status: () => {} } as unknown as Lab;
  await expect(experiment.run(lab, config).next()).rejects.toThrow(
    /comm.txt was measured on 2 devices, and devices = 4. Set devices to 2, or tasks to 0/,
  );
});

describe('the comparison of plans', () => {
  const outcome = (task: number, strategy: string, judged?: number): Outcome => ({
    ...{ task, strategy, judged, seconds: 0 },
  });
  const all = (task: number, costs: Partial<Record<string, number>>) =>
    (['size', 'dimension', 'lookup', 'sizeLookup', 'local', 'beam'] as const).map((strategy) =>
      outcome(task, strategy, costs[strategy]),
    );
  const first = all(0, { size: 10, dimension: 8, lookup: 20, sizeLookup: 9, local: 7, beam: 6 });

  test('is with the rule that is best on average, over tasks that all could place', () => {
    const second = all(1, { size: 10, dimension: 14, lookup: 20, sizeLookup: 12, local: 9, beam: 8 });
    const unplaced = all(2, { size: 1, dimension: 1, lookup: 1, local: 1, beam: 1 });
    expect(improvementOf([...first, ...second, ...unplaced], 'beam')).toEqual({
      ...{ rule: 'size', tasks: 2, greedyMs: 10, searchMs: 7, localMs: 8 },
    });
  });

  test('says nothing where no task was placed by all', () => {
    expect(improvementOf(all(0, { size: 1, beam: 1 }), 'beam')).toBeUndefined();
  });
});

describe('claims', () => {
  const verdicts = (metrics: Record<string, number>) =>
    Object.fromEntries(
      judge(experiment.claims, {
        ...{ config: {}, seed: 0, metrics, evaluations: [], findings: [], data: '' },
      }).map(({ id, holds }) => [id, holds]),
    );

  test('the public run is compared with on its own samples alone', () => {
    const run = { samples: 5019, meanMs: 660.2, measured: 1, testMse: 2000 };
    expect(verdicts(run)['compute-error']).toBe(true);
    expect(verdicts({ ...run, testMse: 3000 })['compute-error']).toBe(false);
    for (const other of [{ samples: 5010 }, { meanMs: 1017 }, { measured: 0 }])
      expect(verdicts({ ...run, ...other })['compute-error']).toBeNull();
  });

  test('what a run did not do is not tested', () => {
    expect(Object.values(verdicts({}))).toEqual([null, null, null, null]);
    const searched = { greedyMs: 100, searchMs: 76, localMs: 75, searchImprovement: 0.24 };
    expect(verdicts(searched)).toMatchObject({ search: true, 'beyond-local-search': false });
    const exchanged = { forwardTestMse: 1, forwardLinearMse: 2, backwardTestMse: 3, backwardLinearMse: 2 };
    expect(verdicts(exchanged)['exchange-error']).toBe(false);
  });
});
