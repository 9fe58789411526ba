// The experiment from its settings to its claims, on a device, as small as it can be.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import type { Lab, Metrics, RunOutputFile } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { wholeTableStrategies } from '../placement/plans';
import { openedNetwork, openedPlan } from '../placement/testing/openedFiles';
import { requireConfig } from '../schema';
import { dreamshard as experiment } from '.';

test('tables and metrics agree, and no cell is no number', async () => {
  const config = requireConfig(experiment.config, {
    ...{ trainingTasks: 3, testTasks: 3, tablesOfTask: 8, iterations: 2, placements: 5, costUpdates: 10 },
    ...{ policyUpdates: 2, patientUpdates: 3, drawnPlans: 4, episodes: 3, judges: 1, epochs: 3 },
    ...{ samples: 80, tables: 40, memory: 16 },
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
  const judged = (id: string, strategy: string) => {
    const { columns, rows } = table(id);
    const at = (key: string) => columns.findIndex((column) => column.key === key);
    return rows.filter((row) => row[at('strategy')] === strategy).map((row) => row[at('judged')] as number);
  };
  const each = judged('tasks', 'Policy');
  expect(each.length).toBe(3);
  expect(metrics.policyMs).toBeCloseTo(each.reduce((sum, value) => sum + value, 0) / 3, 6);
  expect(judged('strategies', 'Policy')[0]).toBeCloseTo(metrics.policyMs, 6);
  expect(metrics.speedUp).toBeCloseTo(metrics.greedyMs / metrics.policyMs - 1, 9);
  for (const [strategy, name] of [
    ['Patient', 'patient'],
    ['Best of drawn', 'drawn'],
    ['Judge’s search', 'reachable'],
  ])
    expect(judged('strategies', strategy)[0]).toBeCloseTo(metrics[`${name}Ms`], 6);
  // Nobody is faster than who asks the judge, and nothing than the most costly table by itself.
  for (const other of Object.values(wholeTableStrategies))
    expect(metrics.reachableMs).toBeLessThanOrEqual(judged('strategies', other)[0]);
  expect(metrics.largestSpeedUp).toBeCloseTo(metrics.greedyMs / metrics.largestTableMs - 1, 9);
  expect(table('policy').rows.length).toBe(4);
  expect(table('patient').rows.length).toBe(4);
  for (const { rows, columns } of findings)
    for (const row of rows) {
      expect(row.length).toBe(columns.length);
      for (const cell of row) if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true);
    }
  for (const view of experiment.figures!) {
    const keys = table(view.finding).columns.map(({ key }) => key);
    for (const key of [view.x, view.y, view.series]) if (key) expect(keys).toContain(key);
  }
  expect(openedNetwork(files, 'dreamshard-network.json')).toMatchObject({
    kind: 'dreamshard',
    trainedOn: { seed: 1 },
  });
  expect(openedPlan(files, config.devices as number).plan.tables.length).toBe(8);
}, 600_000);
