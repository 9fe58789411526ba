// How updates become a run, and a bundle the same view as the run it was saved from.

import { expect, test } from 'vitest';
import type { RunUpdate } from '../../lab/protocol';
import { RunRecorder } from '../../lab/recorder';
import { applyUpdate, isActive, newRun, type Run, recentStepMs, runFromBundle, stepOf } from './run';
import { defaultSetup } from './setup';

const adapter = {
  vendor: 'v',
  architecture: 'a',
  device: '',
  description: '',
  software: false,
  features: ['subgroups'],
  limits: {} as never,
};
const forecast = {
  parameters: 10,
  flopsPerStep: 100,
  predictedPeakBytes: 1000,
  totalSteps: 3,
  memory: [{ name: 'state', bytes: 40 }],
  data: 'four images',
};
const setup = defaultSetup();
const updates: RunUpdate[] = [
  { kind: 'state', state: 'starting' },
  { kind: 'started', config: setup.config, seed: 0, version: '1' },
  { kind: 'adapter', adapter },
  { kind: 'status', text: 'Compiling kernels', done: 1, total: 2 },
  { kind: 'forecast', forecast },
  { kind: 'rows', table: 'training', rows: [{ step: 1, trainLoss: 2, stepMs: 900 }] },
  { kind: 'state', state: 'running' },
  {
    kind: 'rows',
    table: 'training',
    rows: [2, 3].map((step) => ({ step, trainLoss: 2 / step, stepMs: 10 })),
  },
  { kind: 'rows', table: 'evaluation', rows: [{ step: 3, testAccuracy: 0.5 }] },
  { kind: 'metrics', values: { testAccuracy: 0.5 } },
  {
    kind: 'result',
    result: {
      experiment: setup.experiment,
      config: setup.config,
      seed: 0,
      version: '1',
      adapter,
      data: forecast.data,
      metrics: { testAccuracy: 0.5 },
      findings: [],
      claims: [],
      weightHash: 'ab',
      completed: true,
      wallSeconds: 2,
    },
  },
  { kind: 'state', state: 'finished' },
];

const after = (count: number): Run => updates.slice(0, count).reduce(applyUpdate, newRun(setup));

test('rows leave the run object as it is: nothing that only shows the run renders', () => {
  const run = after(5);
  expect(applyUpdate(run, updates[5])).toBe(run);
  expect(stepOf(run)).toBe(1);
});

test('a run is active from its start to its end', () => {
  expect(isActive(null)).toBe(false);
  expect(isActive(after(1))).toBe(true);
  expect(isActive(after(7))).toBe(true);
  expect(isActive(after(updates.length))).toBe(false);
});

test('a status is shown until the state changes', () => {
  expect(after(4).status).toEqual({ text: 'Compiling kernels', done: 1, total: 2 });
  expect(after(7).status).toBeNull();
});

test('the pace leaves the first step out once others are known', () => {
  const run = newRun(setup);
  expect(recentStepMs(run)).toBeUndefined();
  run.tables.training.append([{ stepMs: 900 }]);
  expect(recentStepMs(run)).toBe(900);
  run.tables.training.append([{ stepMs: 10 }, { stepMs: 10 }, { stepMs: 10 }]);
  expect(recentStepMs(run)).toBe(10);
});

test('of the files a run leaves, the last of each name is offered', async () => {
  const file = (name: string, text: string): RunUpdate => ({
    kind: 'file',
    file: { name, about: `is ${text}`, bytes: new TextEncoder().encode(text) },
  });
  const left = [file('a', 'old'), file('b', 'other'), file('a', 'newer')];
  const { files } = left.reduce(applyUpdate, after(6));
  expect(files.map(({ name, about, content }) => [name, about, content.size])).toEqual([
    ['b', 'is other', 5],
    ['a', 'is newer', 5],
  ]);
  expect(await files[1].content.text()).toBe('newer');
});

test('a saved run reopens to what the page showed', () => {
  const recorder = new RunRecorder();
  for (const update of updates) recorder.record(update);
  const live = after(updates.length);
  const reopened = runFromBundle(recorder.bundle!, 'file', 'run.arrow');
  expect({ ...reopened, tables: undefined }).toEqual({
    ...live,
    id: reopened.id,
    createdAt: reopened.createdAt,
    origin: 'file',
    name: 'run.arrow',
    tables: undefined,
  });
  for (const table of ['training', 'evaluation'] as const)
    for (const name of live.tables[table].names)
      expect(reopened.tables[table].column(name)).toEqual(live.tables[table].column(name));
});
