// Files that runs have left: which of them the panel can read, and what is opened beside them.

// @vitest-environment node
import { expect, test } from 'vitest';
import { openableFiles, openLeft, openTrained } from './leftFiles';
import { offerPlacement, type PlacementActions } from './placementLink';
import { type LeftFile, newRun, type Run } from './run';
import { defaultSetup } from './setup';
import { lab } from './store';

const left = (name: string, content: unknown): LeftFile => ({
  name,
  about: '',
  content: new Blob([typeof content === 'string' ? content : JSON.stringify(content)]),
});
const model = {
  ...{ ranks: 2, ranks_per_host: 2, batch: 8 },
  modules: [
    {
      path: 'm',
      tables: [
        { name: 'a', rows: 9, dimension: 4, data_type: 'FP32', features: [{ name: 'f', pooling: 1 }] },
      ],
    },
  ],
};
const tables = [{ name: 'a', rows: 9, pooling: 1 }];
const run = (...files: LeftFile[]): Run => ({ ...newRun(defaultSetup()), name: 'calm heron', files });

const given: { files: string[]; advice?: string }[] = [];
offerPlacement({} as PlacementActions, async (files, advice) => {
  given.push({ files: files.map(({ name }) => name), advice });
});

const whole = run(
  left('train.py', 'import torch'),
  left('weights.json', '{"weights": [1, 2'),
  left('tables.json', tables),
  left('model.json', model),
  left('plan.json', { plan: { m: {} } }),
);

test('only what the panel can read is offered, newest run first', async () => {
  const other = run(left('plan.json', { plan: {} }));
  const found = await openableFiles([whole, other]);
  expect(found.map((one) => [one.run.id, one.file.name, one.contents.kind])).toEqual([
    [other.id, 'plan.json', 'plan'],
    [whole.id, 'tables.json', 'tables'],
    [whole.id, 'model.json', 'tables'],
    [whole.id, 'plan.json', 'plan'],
  ]);
});

test('a plan is opened with the model of its run, and the panel is shown', async () => {
  const plan = (await openableFiles([whole])).find(({ file }) => file.name === 'plan.json')!;
  await openLeft(plan);
  expect(given.pop()).toEqual({ files: ['calm heron: plan.json', 'calm heron: model.json'], advice: '' });
  expect(lab.getState().panel).toBe('placement');
});

test('where a run has left no tables, that is said with the refusal', async () => {
  const [plan] = await openableFiles([run(left('plan.json', { plan: {} }))]);
  await openLeft(plan);
  expect(given.pop()).toMatchObject({
    files: ['calm heron: plan.json'],
    advice: 'The run left no file of its tables: open them first, then plan.json.',
  });
});

test('the DLRM in training comes before those trained later, and those before earlier ones', async () => {
  const named = (name: string, state: Run['state'], ...files: LeftFile[]) => ({
    ...run(...files),
    name,
    state,
  });
  const file = left('tables.json', tables);
  const [old, going, last] = [
    named('old', 'finished', file),
    named('going', 'running', file),
    named('last', 'finished', file),
  ];
  expect(await openTrained([old, going, last])).toBe(true);
  expect(given.pop()?.files).toEqual(['going: tables.json']);
  expect(await openTrained([old, { ...going, files: [] }, last])).toBe(true);
  expect(given.pop()?.files).toEqual(['last: tables.json']);
  expect(await openTrained([named('none', 'running')])).toBe(false);
  expect(given).toEqual([]);
});
