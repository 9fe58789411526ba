// The experiment as it comes, with other settings, and with each kind of file.

import { describe, expect, test } from 'vitest';
import { readFromSharedFolder } from '../../../e2e/support/sharedFile';
import { TesseraError } from '../../base/errors';
import type { PlanRecord } from '../../sharding/torchrec/planFile';
import { judge, type Lab, type Metrics, type RunOutputFile } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { requireConfig } from '../schema';
import { torchrecPlanner as experiment } from '.';
import { narrowerWidths, type PlannerSettings } from './model';
import { rangeText } from './tables';

const settings = (given: object) =>
  requireConfig(experiment.config, { steps: 60_000, rounds: 3, ...given }) as PlannerSettings;

interface Given {
  name?: string;
  content: string | Uint8Array<ArrayBuffer>;
}

async function results(given: object, ...data: Given[]) {
  const config = settings(given);
  const train = data.map(({ name = 'data.json', content }) => ({ name, blob: new Blob([content]) }));
  const lab = { seed: 0, files: { train }, status: () => {} } as unknown as Lab;
  let findings: Finding[] = [];
  const metrics: Metrics = {};
  const files: RunOutputFile[] = [];
  for await (const event of experiment.run(lab, config)) {
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'metrics') Object.assign(metrics, event.values);
    if (event.kind === 'file') files.push(event.file);
  }
  const verdicts = judge(experiment.claims, {
    ...{ config, seed: 0, metrics, findings, evaluations: [], data: '' },
  });
  const holding = verdicts.filter(({ holds }) => holds).map(({ id }) => id);
  expect(verdicts.filter(({ holds }) => holds === false)).toEqual([]);
  for (const { rows, columns } of findings) for (const row of rows) expect(row).toHaveLength(columns.length);
  return { findings, metrics, files, holding };
}

const json = ({ bytes }: RunOutputFile) => JSON.parse(new TextDecoder().decode(bytes)) as PlanRecord;
const finding = (findings: readonly Finding[], id: string) => findings.find((each) => each.id === id)!;

describe('without a file', () => {
  test('MLPerf’s tables on eight devices', async () => {
    const { findings, metrics, files, holding } = await results({ steps: 400_000 });
    expect(findings.map(({ id }) => id)).toEqual([
      ...['plans', 'options', 'progress', 'ranks', 'parts', 'memory', 'tables'],
    ]);
    expect(holding).toEqual(['rating-mlperf-8', 'search-mlperf-8', 'never-worse', 'valid']);
    expect(metrics.boundMs).toBeLessThanOrEqual(metrics.improvedMs);
    expect(metrics.narrowMs).toBeLessThan(metrics.improvedMs);
    expect(finding(findings, 'ranks').rows).toHaveLength(16);
    const rank0 = finding(findings, 'memory').rows.filter(([rank]) => rank === '0');
    expect(rank0.reduce((sum, row) => sum + (row[2] as number), 0)).toBe(40 * 2 ** 30);
    expect(finding(findings, 'plans').rows.map(([name]) => name)).toEqual([
      ...['default', 'grid', 'greedy', 'greedy sum', 'uniform', 'dynamic', 'improved', 'narrower'],
    ]);
    for (const { x, y, series, finding: id } of experiment.figures!)
      for (const key of [x, y, series])
        if (key) expect(finding(findings, id).columns.map((column) => column.key)).toContain(key);
    expect(files.map(({ name }) => name)).toEqual([
      ...['plan-before.json', 'plan-improved.json', 'model.json'],
      ...['train.py', 'load_plan.py', 'dlrm.py', 'batches.py', 'check.py'],
      ...['construct_plan.py', 'hugectr_plan.py'],
    ]);
    const tables = json(files[1]).plan['sparse_arch.embedding_bag_collection'];
    expect(Object.keys(tables)).toHaveLength(26);
  });

  test('the ratings of two hosts, and of lookups that nobody told', async () => {
    const untold = await results({ pooling: 'one' });
    expect(untold.holding).toContain('rating-mlperf-untold');
    const two = await results({ ranks: 16, steps: 300_000 });
    expect(two.holding).toEqual(expect.arrayContaining(['rating-mlperf-16', 'search-mlperf-16']));
  });

  test.each<[string, object]>([
    [
      'made-up tables',
      { tables: 'generated', tableCount: 30, mixedDimensions: true, ranks: 4, ranksPerHost: 2 },
    ],
    ['little memory, kernels over host memory', { hbm: 20, kernels: 'any', optimizer: 'row_wise_adagrad' }],
    ['CPUs', { device: 'cpu', ranks: 4, ranksPerHost: 2 }],
    [
      'a grid, filled ahead',
      { grid: true, kernels: 'any', pipeline: 'prefetch_sparse_dist', ranks: 4, ranksPerHost: 2 },
    ],
    ['one rank', { tables: 'generated', tableCount: 3, ranks: 1, ranksPerHost: 1, forwardBytes: 2 }],
  ])('%s', async (_name, given) => {
    const { metrics } = await results(given);
    expect(metrics.planProblems).toBe(0);
    expect(metrics.improvement).toBeGreaterThanOrEqual(0);
    expect(metrics.gap).toBeGreaterThanOrEqual(-1e-9);
  });

  test('what cannot be is said', async () => {
    await expect(results({ ranks: 6, ranksPerHost: 4 })).rejects.toThrow(/no multiple of ranksPerHost/);
    await expect(results({ reserved: 100 })).rejects.toThrow(/Nothing of 40\.0 GiB HBM is left/);
    await expect(results({ hbm: 2 })).rejects.toThrow(/No proposal of any proposer fits/);
  });
});

describe('with a file', () => {
  const small = { tables: 'generated', tableCount: 6, ranks: 2, ranksPerHost: 2 };

  test('a plan goes out, comes back and goes on', async () => {
    const { files, metrics } = await results(small);
    const again = await results(small, { content: files[1].bytes });
    expect(again.metrics.narrowMs).toBeLessThanOrEqual(metrics.narrowMs);
    expect(json(again.files[0])).toEqual(json(files[1]));
  });

  test('a plan of tables of one’s own comes back with the model that left beside it', async () => {
    const list = [1, 2, 3].map((id) => ({ id, row: 1000 * id, pooling_factor: id / 2, dim: 16 * id }));
    const two = { ranks: 2, ranksPerHost: 2, elementBytes: '2' };
    const first = await results(two, { name: 'tables.json', content: JSON.stringify(list) });
    const of = (name: string) => ({ name, content: first.files.find((file) => file.name === name)!.bytes });
    const again = await results({ ranks: 2, ranksPerHost: 2 }, of('plan-improved.json'), of('model.json'));
    const bytes = ({ files }: typeof again, name: string) =>
      new TextDecoder().decode(files.find((file) => file.name === name)!.bytes);
    expect(bytes(again, 'plan-before.json')).toBe(bytes(first, 'plan-improved.json'));
    expect(bytes(again, 'model.json')).toBe(bytes(first, 'model.json'));
    expect(again.metrics.plannerMs).toBe(first.metrics.plannerMs);
    await expect(results(two, of('model.json'), of('model.json'))).rejects.toThrow(
      'model.json: file: holds tables, and model.json tables; give one of them',
    );
    const cases = { name: 'cases.json', content: '{"cases": []}' };
    await expect(results(two, of('model.json'), cases)).rejects.toThrow('cases.json: cases: is empty');
    const damaged = new TextDecoder().decode(of('model.json').content).replace('"FP16"', '"INT3"');
    await expect(results(two, { name: 'model.json', content: damaged })).rejects.toThrow(
      'model.json: module 0, table 0: data_type is "INT3". Known: FP32, FP16',
    );
  });

  test('a damaged plan is refused with its place', async () => {
    const { files } = await results(small);
    const record = json(files[1]);
    const [path] = Object.keys(record.plan);
    delete record.plan[path].t_3;
    const missing = results(small, { content: JSON.stringify(record) });
    await expect(missing).rejects.toThrow('data.json: t_3: is missing from the plan');
    const cut = new TextDecoder().decode(files[1].bytes.slice(0, 500));
    await expect(results(small, { content: cut })).rejects.toThrow(/data\.json: JSON: is damaged or cut off/);
  });

  test('a list of tables is planned', async () => {
    const list = [1, 2, 3].map((id) => ({ id, row: 1000 * id, pooling_factor: id, dim: 32 }));
    const { metrics, findings } = await results({}, { content: JSON.stringify(list) });
    expect(finding(findings, 'tables').rows.map(([name]) => name)).toEqual(['1', '2', '3']);
    expect(metrics.fromFile).toBe(1);
  });

  test.each<[string, string, RegExp]>([
    ['nothing', '', /data\.json: file: is empty/],
    ['a number', '3', /data\.json/],
    ['cases without any', '{"cases": []}', /data\.json: cases: is empty/],
    ['a case without ranks', '{"cases": [{"rows": 3}]}', /data\.json: case 0: world is no number/],
    [
      'a run without tables',
      '[{"plan": {}, "world": 2, "local": 2, "batch": 1}]',
      /data\.json: run 0, tables: is not a list/,
    ],
  ])('%s', async (_name, content, message) => {
    await expect(results({}, { content })).rejects.toThrow(message);
    await expect(results({}, { content })).rejects.toThrow(TesseraError);
  });

  test('a case of which one number is off fails the claim', async () => {
    const shared = await readFromSharedFolder('sharding/torchrec_estimator_cases.json');
    if (!shared) return;
    const content = JSON.parse(shared.toString());
    content.cases[3].perf[0][0] *= 1 + 1e-9;
    const run = results({}, { content: JSON.stringify(content) });
    await expect(run).rejects.toThrow(/estimator-parity/);
  });
});

describe('with files that TorchRec wrote (skipped without shared/data/sharding)', () => {
  test('estimates', async ({ skip }) => {
    const content = await readFromSharedFolder('sharding/torchrec_estimator_cases.json');
    if (!content) return skip('torchrec_estimator_cases.json is not there');
    const { metrics, holding } = await results({}, { content: new Uint8Array(content) });
    expect(metrics.cases).toBeGreaterThan(1000);
    expect(metrics.casesWithinTolerance).toBe(metrics.cases);
    expect(holding).toEqual(['estimator-parity']);
  });

  test('plans', async ({ skip }) => {
    const content = await readFromSharedFolder('sharding/torchrec_plans.json');
    if (!content) return skip('torchrec_plans.json is not there');
    const { metrics, files, holding } = await results({ narrowest: 0 }, { content: new Uint8Array(content) });
    expect(metrics).toMatchObject({ plans: 15, plansReplanned: 15, plansReproduced: 15, planProblems: 0 });
    expect(metrics.leastImprovement).toBeGreaterThanOrEqual(0);
    expect(files).toHaveLength(15);
    expect(holding).toEqual(['rating-parity', 'plan-parity', 'never-worse', 'valid']);
  });
});

test('halves of a width, and ranks as text', () => {
  expect(narrowerWidths(settings({}))).toEqual([64, 32]);
  expect(narrowerWidths(settings({ narrowest: 0 }))).toEqual([]);
  expect(rangeText([0, 1, 2, 5])).toBe('0–2, 5');
});
