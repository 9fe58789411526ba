// Tasks of the experiment and files it refuses; the whole run is a GPU test.

import { describe, expect, test } from 'vitest';
import { readSharedText } from '../../../e2e/support/sharedData';
import { generateTables } from '../../sharding/tables/generate';
import { readTasks } from '../../sharding/tables/readTasks';
import { judge, type Lab, saysWhy } from '../experiment';
import { defaultsOf } from '../schema';
import { dreamshard as experiment } from '.';
import type { DreamshardSettings } from './model';
import { DIMENSION, dreamshardTasks } from './tasks';

const settings = defaultsOf(experiment.config) as unknown as DreamshardSettings;
const tables = generateTables({ tables: 60, seed: 1, dimension: 64, bytesPerElement: 4 });

describe('tasks', () => {
  test('without a file: so many of each, tables apart, none twice in a task', () => {
    const own = { ...settings, trainingTasks: 5, testTasks: 4, tablesOfTask: 12 };
    const { train, test: tested } = dreamshardTasks({}, tables, own, 2);
    expect([train.length, tested.length]).toEqual([5, 4]);
    const names = (tasks: typeof train) => new Set(tasks.flat().map(({ name }) => name));
    for (const name of names(tested)) expect(names(train).has(name)).toBe(false);
    for (const task of [...train, ...tested]) {
      expect(new Set(task.map(({ name }) => name)).size).toBe(12);
      for (const { dimension, bytesPerElement } of task)
        expect([dimension, bytesPerElement]).toEqual([16, 2]);
    }
    expect(dreamshardTasks({}, tables, own, 2)).toEqual({ source: expect.any(String), train, test: tested });
    expect(dreamshardTasks({}, tables, own, 3).train).not.toEqual(train);
    expect(() => dreamshardTasks({}, tables, { ...own, tablesOfTask: 31 }, 2)).toThrow(
      /more than half of the 60 tables/,
    );
  });

  test('of DreamShard’s own file', async ({ skip }) => {
    const text = await readSharedText('sharding/dreamshard_T20_seed0.json');
    if (text === null) skip('sharding/dreamshard_T20_seed0.json is not there');
    const many = generateTables({ tables: 856, seed: 1, dimension: 64, bytesPerElement: 4 });
    const tasks = { file: 't', content: readTasks('t', text!, 856) };
    const { train, test: tested } = dreamshardTasks({ tasks }, many, settings, 0);
    expect([train.length, tested.length]).toEqual([20, 20]);
    expect(tested[3].map(({ name }) => Number(name))).toEqual(tasks.content.test[3]);
    expect(tested[3][0].dimension).toBe(DIMENSION);
  });
});

test('measured exchanges are refused', async () => {
  const train = [{ name: 'comm.txt', blob: new Blob(['1,2 0,3 3,4 5,6\n']) }];
  const lab = { seed: 0, files: { train }, status: () => {} } as unknown as Lab;
  await expect(experiment.run(lab, defaultsOf(experiment.config)).next()).rejects.toThrow(
    /^comm.txt: file: holds measured exchanges/,
  );
});

test('claims: 19 % is the published figure, and a run without plans tests nothing', () => {
  const verdicts = (metrics: Record<string, number>) =>
    judge(experiment.claims, {
      ...{ config: {}, seed: 0, metrics, evaluations: [], findings: [], data: '' },
    }).map(({ holds }) => holds);
  expect(verdicts({})).toEqual([null, null, null, null]);
  const good = { speedUp: 0.19, patientSpeedUp: 0.2, policyMs: 10, localMs: 11 };
  expect(verdicts(good)).toEqual([true, true, true, true]);
  const bad = { speedUp: 0.12, patientSpeedUp: -0.1, policyMs: 10, localMs: 9 };
  expect(verdicts(bad)).toEqual([false, true, false, false]);
});

test('a verdict on the speed-up says what there was to gain', () => {
  const input = { config: {}, seed: 0, evaluations: [], findings: [], data: '' };
  const metrics = {
    ...{ greedyMs: 378.96, policyMs: 391.5, patientMs: 380, drawnMs: 371.34, speedUp: -0.032 },
    ...{ reachableMs: 355.6, reachableSpeedUp: 0.0657, largestTableMs: 325.5, largestSpeedUp: 0.1642 },
  };
  const [full] = judge(experiment.claims, { ...input, metrics });
  expect(full.holds).toBe(false);
  for (const figure of ['379 ms', '391.5 ms', '371.3 ms', '6.6 % faster', 'more than 16 % faster'])
    expect(full.why).toContain(figure);
  expect(saysWhy(full)).toBe(true);
  const [bare] = judge(experiment.claims, { ...input, metrics: { speedUp: -0.032 } });
  expect(saysWhy(bare)).toBe(false);
});
