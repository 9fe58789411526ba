// The experiment from its files to its claims, on a device, as small as it can be.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { RandomStream } from '../../base/randomStream';
import type { Lab, Metrics, RunOutputFile } from '../experiment';
import { type Cell, type Finding, withFinding } from '../findings';
import { openedNetwork, openedPlan } from '../placement/testing/openedFiles';
import { requireConfig } from '../schema';
import { neuroshard as experiment } from '.';

async function outcome(given: object, files: { name: string; text: string }[] = []) {
  const config = requireConfig(experiment.config, { ...given });
  const train = files.map(({ name, text }) => ({ name, blob: new Blob([text]) }));
  const lab = { gpu: await testGpu(), seed: 2, files: { train }, status: () => {} } as unknown as Lab;
  let findings: Finding[] = [];
  const metrics: Metrics = {};
  const left: RunOutputFile[] = [];
  for await (const event of experiment.run(lab, config)) {
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'metrics') Object.assign(metrics, event.values);
    if (event.kind === 'file') left.push(event.file);
  }
  return { findings, metrics, left };
}

const column = (findings: readonly Finding[], id: string, key: string): Cell[] => {
  const found = findings.find((finding) => finding.id === id)!;
  const at = found.columns.findIndex((candidate) => candidate.key === key);
  return found.rows.map((row) => row[at]);
};

test('made-up costs: tables, metrics and figures agree, and no cell is no number', async () => {
  const { findings, metrics, left } = await outcome({
    ...{ samples: 120, tables: 40, seeds: 2, epochs: 8, batch: 32, tasks: 2, memory: 16 },
    ...{ levels: 2, candidates: 3, beams: 1 },
  });
  const errors = column(findings, 'seeds-compute', 'mse') as number[];
  expect(errors.length).toBe(3);
  expect(metrics.testMse).toBeCloseTo((errors[0] + errors[1]) / 2, 6);
  expect(errors[2]).toBeCloseTo(metrics.testMse, 6);
  // The scatter is the first seed's test split: its mean squared error is that of the table.
  const measured = column(findings, 'predictions-compute', 'measured') as number[];
  const predicted = column(findings, 'predictions-compute', 'predicted') as number[];
  expect(measured.length).toBe(12);
  const squares = measured.map((value, sample) => (predicted[sample] - value) ** 2);
  expect(squares.reduce((sum, value) => sum + value, 0) / 12 / errors[0]).toBeCloseTo(1, 6);
  const strategies = column(findings, 'strategies', 'strategy');
  const judged = column(findings, 'strategies', 'judged') as number[];
  expect(metrics.searchMs).toBeCloseTo(judged[strategies.indexOf('Column splits')], 6);
  const own = column(findings, 'strategies', 'own') as number[];
  const of = (name: string) => own[strategies.indexOf(name)];
  // By the network that both have asked, more search is no worse.
  expect(of('Column splits')).toBeLessThanOrEqual(of('Learned') * (1 + 1e-9));
  expect(of('Local search')).toBeLessThanOrEqual(of('Learned') * (1 + 1e-9));
  for (const { rows, columns } of findings)
    for (const row of rows) {
      expect(row.length).toBe(columns.length);
      for (const cell of row) if (typeof cell === 'number') expect(Number.isFinite(cell)).toBe(true);
    }
  for (const view of experiment.figures!) {
    const keys = findings.find(({ id }) => id === view.finding)?.columns.map(({ key }) => key);
    for (const key of [view.x, view.y, view.series]) if (key && keys) expect(keys).toContain(key);
  }
  const network = openedNetwork(left, 'neuroshard-network.json');
  expect(network.kind === 'neuroshard' && network.compute.test!.meanSquaredError).toBeCloseTo(errors[0], 9);
  expect(openedPlan(left, 4).plan.tables.length).toBeGreaterThan(9);
}, 600_000);

test('a file of exchanges alone: both directions are learned, and skew matters forward alone', async () => {
  const stream = new RandomStream(1, 1);
  const draw = (most: number) => Math.floor(most * stream.nextUniform());
  const lines = Array.from({ length: 200 }, () => {
    const [a, b] = [100 + draw(400), 100 + draw(400)];
    const skews = draw(2) ? [0, draw(50)] : [draw(50), 0];
    const forward = [a, b].map((own, device) => Math.max(a, b) + own + 5 * skews[1 - device] + 1);
    return `${a},${b} ${skews} ${forward} ${[a, b].map((own) => 2 * own)}`;
  });
  const { metrics, findings } = await outcome(
    { epochs: 30, seeds: 1, batch: 32, learningRate: 0.01, devices: 2 },
    [{ name: 'comm.txt', text: lines.join('\n') }],
  );
  expect(metrics.testMse).toBeUndefined();
  const variance = (key: string) => {
    const values = column(findings, `predictions-${key}`, 'measured') as number[];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  expect(metrics.forwardTestMse).toBeLessThan(0.15 * variance('forward'));
  expect(metrics.backwardTestMse).toBeLessThan(0.05 * variance('backward'));
}, 600_000);
