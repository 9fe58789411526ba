// The experiment end to end at its quickest: it finds what its figures draw, and its claims come out as they must; and
// training under a plan that is given: the bits of unsharded training where no sum is cut, the bound of sums where one is.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { contentsOf } from '../../sharding/editing/fileSources';
import { groupNames } from '../../sharding/execution/embeddingGraphs';
import type { ShardedDlrm } from '../../sharding/execution/shardedDlrm';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import { judge, type Lab, type Metrics, type RunEvent } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { type Config, defaultsOf } from '../schema';
import { zionex } from '.';
import { type ZionexProblem, zionexProblem } from './problem';
import { type TrainedRun, type Training, trainUnder, trainUnsharded, wholePlan } from './runs';
import type { ZionexSettings } from './schema';
import { mixed, mixedPlan } from './testing/mixedPlan';

const small = { steps: 3, batch: 48, samples: 1024, testSamples: 256, dimension: 8, data: 'scaling' };
const configOf = (own: Config): Config => ({ ...defaultsOf(zionex.config), ...small, ...own });
const labOf = async (train: Lab['files']['train'] = []): Promise<Lab> => ({
  ...{ gpu: await testGpu(), seed: 1, files: { train }, setting: <T>(_: string, initial: T) => initial },
  ...{ status: () => {}, expose: () => {} },
});
const file = (name: string, text: string) => ({ name, blob: new Blob([text]) });

/** Ends with the first event of a kind where one is named. */
async function ran(config: Config, train: Lab['files']['train'] = [], until?: RunEvent['kind']) {
  let findings: Finding[] = [];
  let metrics: Metrics = {};
  let hash = '';
  const files = new Map<string, string>();
  for await (const event of zionex.run(await labOf(train), config)) {
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'file') files.set(event.file.name, new TextDecoder().decode(event.file.bytes));
    if (event.kind === 'metrics') metrics = { ...metrics, ...event.values };
    if (event.kind === 'weights') hash = event.hash;
    if (event.kind === until) break;
  }
  return { findings, metrics, hash, files };
}

test('every table that is drawn is found, no tested claim fails, and its plan given back trains to its bits', async () => {
  const config = configOf({ devices: 4, tableOptimizer: 'adagrad' });
  const { findings, metrics, hash, files } = await ran(config);
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
  // From either file the panel knows which log to train on.
  for (const name of ['tables.json', 'model.json'])
    expect(contentsOf({ file: name, text: files.get(name)! })).toMatchObject({
      ...{ kind: 'tables', tables: Object.keys(planned).length },
      run: { experiment: 'zionex', seed: 1, files: [], settings: { data: 'scaling', samples: 1024 } },
    });

  // Other rules would plan otherwise.
  const given = ['tables.json', 'plan.json', 'model.json'].map((name) => file(name, files.get(name)!));
  const rules = { tableOptimizer: 'adagrad', replicatedRows: 0, cutLookups: 100 };
  const again = await ran(configOf(rules), given, 'weights');
  expect(again.hash).toBe(hash);
  expect(again.files.get('plan.json')).toBe(files.get('plan.json'));
  expect((await ran(configOf({ ...rules, devices: 4 }), [], 'weights')).hash).not.toBe(hash);
});

/** The weights of one run, and what `look` sees of it. */
async function trained(training: Training): Promise<TrainedRun> {
  for (let next = await training.next(); ; next = await training.next()) if (next.done) return next.value;
}

test.each(['sgd', 'adagrad'])(
  'a given plan of all seven types takes the unsharded step: %s',
  async (rule) => {
    const lab = await labOf();
    const config = configOf({ ...mixed, steps: 1, tableOptimizer: rule });
    const problem = await zionexProblem(lab, config as ZionexSettings, []);
    const record = serialisePlan(
      { plan: mixedPlan, modules: mixedPlan.tables.map(() => '') },
      problem.tables,
      { device: 'cuda', ranksPerHost: mixed.devicesPerHost },
    );
    const { hash, findings } = await ran(config, [file('mine.json', JSON.stringify(record))], 'weights');
    const sharded = await trained(trainUnder(lab, problem, { name: 'mixed', plan: mixedPlan }));
    // The file is that plan.
    expect(hash).toBe(sharded.hash);
    const runs = findings.find(({ id }) => id === 'runs')!;
    expect(runs.rows.map(([name]) => name)).toContain('the plan, again');
    const expected = await trained(trainUnsharded(lab, problem));
    const [actual, whole] = [sharded, expected].map(({ weights }) => weights.get('tables')!);
    const magnitudes = await replicatedMagnitudes(lab, problem);
    let start = 0;
    for (const [table, { name, rows, dimension }] of problem.tables.entries()) {
      const end = start + rows * dimension;
      if (table > 0) expect(actual.subarray(start, end), name).toEqual(whole.subarray(start, end));
      else if (rule === 'sgd')
        for (let i = 0; i < end; i++) expectWithinSums(actual[i], whole[i], magnitudes[i], problem);
      start = end;
    }
    expect(actual.length).toBe(start);
  },
);

/** Σ |gradient| of the lookups of each number of table 0, of which every device has a copy, in the first step. */
async function replicatedMagnitudes(lab: Lab, problem: ZionexProblem): Promise<Float64Array> {
  const [{ rows, dimension }] = problem.tables;
  const sums = new Float64Array(rows * dimension);
  const { offsets, rows: found } = problem.batchOf(0).lookups;
  const look = async (run: ShardedDlrm) => {
    const saved = await run.all[0].shardUpdate!.state.save();
    const bags = saved.get(groupNames(0).gradient)!.data;
    const { slot } = run.layout.groups[0][0].shards.find(({ table }) => table === 0)!;
    for (let sample = 0; sample < run.layout.batch; sample++)
      for (let j = offsets[0][sample]; j < offsets[0][sample + 1]; j++)
        for (let column = 0; column < dimension; column++)
          sums[found[0][j] * dimension + column] += Math.abs(
            bags[(slot * run.layout.batch + sample) * dimension + column],
          );
  };
  await trained(trainUnder(lab, problem, { name: 'whole', plan: wholePlan(problem) }, look));
  return sums;
}

/** Relative error of a sum of n numbers in f32 in whatever order, of the sum of their magnitudes (Higham, §4.2). */
const gamma = (n: number): number => (n * 2 ** -24) / (1 - n * 2 ** -24);

/** Two sums of the same gradients in other orders, each times the rate and taken from the same weight. */
function expectWithinSums(
  actual: number,
  expected: number,
  magnitude: number,
  { settings, batchOf }: ZionexProblem,
) {
  const step = settings.learningRate * magnitude;
  const lookups = batchOf(0).lookups.rows[0].length;
  const bound = 2 * (gamma(lookups + 1) * step + 2 ** -24 * (Math.abs(expected) + step));
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(magnitude ? bound : 0);
}
