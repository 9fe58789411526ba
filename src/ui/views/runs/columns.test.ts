// The order of the list and the columns that follow from how runs differ.

import { expect, test } from 'vitest';
import { newRun, type Run } from '../../state/run';
import { differingKeys } from '../../state/runValues';
import { defaultSetup } from '../../state/setup';
import { columnsOf, sorted } from './columns';

function run(name: string, config: Run['config'], more: Partial<Run> = {}): Run {
  const setup = defaultSetup();
  return {
    ...newRun({ ...setup, config: { ...setup.config, ...config } }),
    name,
    state: 'finished',
    ...more,
  };
}

const runs = [
  run('a', { depth: 8 }, { metrics: { trainLoss: 0.3 }, createdAt: 1 }),
  run('b', { depth: 14 }, { metrics: { trainLoss: 0.1 }, createdAt: 2 }),
  run('c', { depth: 8 }, { metrics: {}, createdAt: 3 }),
  run('d', { depth: 20 }, { metrics: { trainLoss: 0.9 }, createdAt: 4, pinned: true }),
];
const names = (key: string, descending: boolean) => sorted(runs, { key, descending }).map(({ name }) => name);

test('pinned runs come first, runs without the value last, whichever way', () => {
  expect(names('loss', false)).toEqual(['d', 'b', 'a', 'c']);
  expect(names('loss', true)).toEqual(['d', 'a', 'b', 'c']);
  expect(names('created', true)).toEqual(['d', 'c', 'b', 'a']);
  expect(names('name', false)).toEqual(['d', 'a', 'b', 'c']);
});

test('equal values keep the latest run first', () => {
  expect(names('depth', false)).toEqual(['d', 'c', 'a', 'b']);
});

test('only what differs has a column, under its name in the settings', () => {
  const keys = differingKeys(runs);
  expect(keys).toEqual(['depth']);
  expect(columnsOf(runs, keys).find(({ key }) => key === 'depth')?.title).toBe('Depth');
  expect(differingKeys([runs[0], runs[2]])).toEqual([]);
  expect(differingKeys([runs[0], { ...runs[0], seed: 5 }])).toEqual(['seed']);
});
