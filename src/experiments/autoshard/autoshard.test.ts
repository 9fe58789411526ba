// Tasks of the experiment, files it refuses and what its claims ask; the whole run is a GPU test.

import { describe, expect, test } from 'vitest';
import { readSharedText } from '../../../e2e/support/sharedData';
import { generateTables } from '../../sharding/tables/generate';
import { readTasks } from '../../sharding/tables/readTasks';
import { judge, type Lab } from '../experiment';
import type { Outcome } from '../placement/plans';
import { defaultsOf } from '../schema';
import { autoshard as experiment } from '.';
import type { AutoshardSettings } from './model';
import { autoshardTasks, tasksOfCount } from './tasks';
import { standingOf } from './transfer';

const settings = defaultsOf(experiment.config) as unknown as AutoshardSettings;
const tables = generateTables({ tables: 60, seed: 1, dimension: 64, bytesPerElement: 4 });

describe('tasks', () => {
  test('without a file: a dimension a table, training and test tables apart', () => {
    const own = { ...settings, trainingTasks: 5, testTasks: 4, tablesOfTask: 12 };
    const { train, test: tested } = autoshardTasks({}, tables, own, 2);
    const names = (tasks: typeof train) => new Set(tasks.flat().map(({ name }) => name));
    for (const name of names(tested)) expect(names(train).has(name)).toBe(false);
    const all = [...train, ...tested].flat();
    for (const { bytesPerElement } of all) expect(bytesPerElement).toBe(2);
    const dimensions = new Map(all.map(({ name, dimension }) => [name, dimension]));
    for (const { name, dimension } of all) expect(dimensions.get(name)).toBe(dimension);
    expect([...new Set(dimensions.values())].sort()).toEqual([16, 32]);
    expect(() => autoshardTasks({}, tables, { ...own, tablesOfTask: 31 }, 2)).toThrow(
      /more than half of the 60 tables/,
    );
  });

  test('of other counts: as many different tables, or all there are', () => {
    const drawn = tasksOfCount(tables, 25, 3, 1);
    expect(drawn.map((task) => new Set(task).size)).toEqual([25, 25, 25]);
    expect(drawn[0]).not.toEqual(drawn[1]);
    expect(tasksOfCount(tables, 25, 3, 1)).toEqual(drawn);
    expect(tasksOfCount(tables, 99, 1, 1)[0].length).toBe(60);
  });

  test('of DreamShard’s own file', async ({ skip }) => {
    const text = await readSharedText('sharding/dreamshard_T20_seed0.json');
    if (text === null) skip('sharding/dreamshard_T20_seed0.json is not there');
    const many = generateTables({ tables: 856, seed: 1, dimension: 64, bytesPerElement: 4 });
    const tasks = { file: 't', content: readTasks('t', text!, 856) };
    const { train, test: tested } = autoshardTasks({ tasks }, many, settings, 0);
    expect([train.length, tested.length]).toEqual([50, 10]);
    expect(tested[3].map(({ name }) => Number(name))).toEqual(tasks.content.test[3]);
  });
});

test('a standing is that of the best rule, over tasks that all could place', () => {
  const outcome = (strategy: string, task: number, balance?: number, judged = 1): Outcome => ({
    ...{ strategy, task, seconds: 0 },
    ...(balance !== undefined && { balance, judged }),
  });
  const outcomes = [
    ...['size', 'dimension', 'sizeLookup'].flatMap((rule) => [
      outcome(rule, 0, 0.1, 9),
      outcome(rule, 1, 0.1, 9),
    ]),
    ...[outcome('lookup', 0, 0.5, 4), outcome('lookup', 1, 0.7, 6)],
    ...[outcome('local', 0, 0.9, 2), outcome('local', 1, 0.9, 2)],
    ...[outcome('policy', 0, 0.6, 3), outcome('policy', 1)],
  ];
  expect(standingOf(outcomes)).toEqual({
    ...{ tasks: 1, rule: 'lookup' },
    balance: { greedy: 0.5, local: 0.9, policy: 0.6 },
    milliseconds: { greedy: 4, local: 2, policy: 3 },
  });
  expect(standingOf(outcomes.filter(({ task }) => task === 1))).toBeUndefined();
});

test('measured exchanges are refused', async () => {
  const train = [{ name: 'comm.txt', blob: new Blob(['1,2 0,3 3,4 5,6\n']) }];
  const lab = { seed: 0, files: { train }, status: () => {} } as unknown as Lab;
  await expect(experiment.run(lab, defaultsOf(experiment.config)).next()).rejects.toThrow(
    /^comm.txt: file: holds measured exchanges/,
  );
});

test('claims: each can hold and fail, and a run without plans tests nothing', () => {
  const verdicts = (metrics: Record<string, number>) =>
    judge(experiment.claims, {
      ...{ config: {}, seed: 0, metrics, evaluations: [], findings: [], data: '' },
    }).map(({ holds }) => holds);
  expect(verdicts({})).toEqual([null, null, null, null, null]);
  const good = {
    ...{ policyBalance: 0.8, greedyBalance: 0.7, localBalance: 0.9, halfGain: 0.1, doubleGain: 0.02 },
    ...{ trainedBalance: 0.84, trainedLocalBalance: 0.91 },
    ...{ manyTablesSeconds: 2, localMs: 11, policyMs: 10 },
  };
  expect(verdicts(good)).toEqual([true, true, true, true, true]);
  const bad = { ...good, policyBalance: 0.6, doubleGain: -0.1, manyTablesSeconds: 20, localMs: 9 };
  expect(verdicts(bad)).toEqual([false, false, false, false, false]);
});
