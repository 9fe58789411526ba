// The experiment end to end at its quickest: it finds what its figures draw, and its claims come out as they must.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { judge, type Metrics } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { defaultsOf } from '../schema';
import { zionex } from '.';

test('every table that is drawn is found, and no tested claim fails', async () => {
  const small = {
    steps: 3,
    batch: 48,
    samples: 1024,
    testSamples: 256,
    dimension: 8,
    devices: 4,
    data: 'scaling',
  };
  const config = { ...defaultsOf(zionex.config), ...small, tableOptimizer: 'adagrad' };
  const lab = {
    ...{ gpu: await testGpu(), seed: 1, files: {}, setting: <T>(_: string, initial: T) => initial },
    ...{ status: () => {}, expose: () => {} },
  };
  let findings: Finding[] = [];
  let metrics: Metrics = {};
  const files = new Map<string, string>();
  for await (const event of zionex.run(lab, config)) {
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'file') files.set(event.file.name, new TextDecoder().decode(event.file.bytes));
    if (event.kind === 'metrics') metrics = { ...metrics, ...event.values };
  }
  for (const { finding, x, y, series } of zionex.figures!) {
    const table = findings.find(({ id }) => id === finding);
    const columns = table?.columns.map(({ key }) => key);
    expect(columns, finding).toEqual(expect.arrayContaining(series ? [x, y, series] : [x, y]));
    expect(table!.rows.length).toBeGreaterThan(0);
  }
  for (const key of zionex.headline!) expect(metrics[key], key).toBeGreaterThanOrEqual(0);
  const verdicts = judge(zionex.claims, {
    ...{ config, seed: 1, metrics, findings, evaluations: [], data: '' },
  });
  const byId = new Map(verdicts.map(({ id, holds }) => [id, holds]));
  expect(byId.get('tables-cut-exactly')).toBe(true);
  expect(byId.get('every-type-repeats')).toBe(true);
  expect(byId.get('exact-update-has-no-order')).toBe(true);
  expect([byId.get('forty-times'), byId.get('twelve-trillion')]).toEqual([null, null]);
  expect(metrics.planRepeats).toBe(1);
  const [module] = JSON.parse(files.get('model.json')!).modules;
  const planned = JSON.parse(files.get('plan.json')!).plan[module.path];
  expect(module.tables.map(({ name }: { name: string }) => name)).toEqual(Object.keys(planned));
  expect(files.get('train.py')).toContain('--plan');
});
