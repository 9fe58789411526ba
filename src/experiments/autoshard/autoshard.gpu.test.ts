// The experiment from its settings to its claims, on a device, as small as it can be.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import type { Lab, Metrics, RunOutputFile } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { openedNetwork, openedPlan } from '../placement/testing/openedFiles';
import { requireConfig } from '../schema';
import { autoshard as experiment } from '.';

test('tables and metrics agree, and no cell is no number', async () => {
  const config = requireConfig(experiment.config, {
    ...{ trainingTasks: 8, testTasks: 3, tablesOfTask: 8, updates: 3, episodes: 3, costUpdates: 2 },
    ...{ costBatch: 16, judges: 1, epochs: 3, samples: 80, tables: 400, memory: 64 },
  });
  const lab = { gpu: await testGpu(), seed: 1, files: {}, status: () => {} } as unknown as Lab;
  let findings: Finding[] = [];
  const metrics: Metrics = {};
  const files: RunOutputFile[] = [];
  for await (const event of experiment.run(lab, config)) {
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'metrics') Object.assign(metrics, event.values);
    if (event.kind === 'file') files.push(event.file);
  }
  const table = (id: string) => findings.find((finding) => finding.id === id)!;
  const cells = (id: string, where: Record<string, string>, key: string) => {
    const { columns, rows } = table(id);
    const at = (name: string) => columns.findIndex((column) => column.key === name);
    return rows
      .filter((row) => Object.entries(where).every(([name, value]) => row[at(name)] === value))
      .map((row) => row[at(key)] as number);
  };
  const each = cells('tasks', { strategy: 'Policy' }, 'judged');
  expect(each.length).toBe(3);
  expect(metrics.policyMs).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / 3, 6);
  expect(cells('strategies', { strategy: 'Policy' }, 'balance')[0]).toBeCloseTo(metrics.policyBalance, 9);
  const greedy = ['Size', 'Dimension', 'Lookups', 'Both'].flatMap((strategy) =>
    cells('strategies', { strategy }, 'balance'),
  );
  expect(metrics.greedyBalance).toBeCloseTo(Math.max(...greedy), 9);
  expect(cells('transfer', { strategy: 'Policy' }, 'tables')).toEqual([8, 8, 4, 16]);
  const [half, best] = ['Policy', 'Best greedy'].map(
    (strategy) => cells('transfer', { tasks: 'Half as many', strategy }, 'balance')[0],
  );
  expect(metrics.halfGain).toBeCloseTo(half / best - 1, 9);
  expect(cells('policy', {}, 'steps')).toEqual([24, 48, 72]);
  for (const { rows, columns } of findings)
    for (const row of rows) {
      expect(row.length).toBe(columns.length);
      for (const cell of row) if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true);
    }
  for (const view of experiment.figures!) {
    const keys = table(view.finding).columns.map(({ key }) => key);
    for (const key of [view.x, view.y, view.series]) if (key) expect(keys).toContain(key);
  }
  expect(openedNetwork(files, 'autoshard-network.json')).toMatchObject({
    kind: 'autoshard',
    trainedOn: { seed: 1 },
  });
  expect(openedPlan(files, config.devices as number).plan.tables.length).toBe(8);
}, 600_000);
