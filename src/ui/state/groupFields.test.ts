// What runs are grouped by, and what the groups are called.

import { expect, test } from 'vitest';
import { ALL_BUT_SEED, fieldOf, fieldsFor, groupsOf } from './groupFields';
import { groupedBy } from './groups';
import { newRun, type Run } from './run';

const run = (config: Run['config'], seed: number, experiment = 'train-dlrm'): Run =>
  newRun({ experiment, config, seed });
const small = [run({ batch: 64, lr: 0.1 }, 1), run({ lr: 0.1, batch: 64 }, 2)];
const large = [run({ batch: 128, lr: 0.1 }, 1), run({ batch: 128, lr: 0.1 }, 2)];
const images = run({ depth: 8 }, 1, 'train-resnet');
const all = [...small, ...large, images];

test('repeats of one configuration are a group, in whichever order its settings are written', () => {
  expect(groupsOf(all, ALL_BUT_SEED)).toEqual([small, large, [images]]);
  // The same numbers in another experiment are another configuration.
  expect(fieldOf(run({ depth: 8 }, 1), ALL_BUT_SEED)).not.toBe(fieldOf(images, ALL_BUT_SEED));
});

test('seed, experiment and settings group alike', () => {
  expect(groupsOf(all, 'seed')).toEqual([
    [small[0], large[0], images],
    [small[1], large[1]],
  ]);
  expect(groupsOf(all, 'experiment')).toEqual([[...small, ...large], [images]]);
  expect(groupsOf(all, 'batch')).toEqual([small, large, [images]]);
});

test('groups are called by what tells them apart', () => {
  const labels = (runs: readonly Run[], field: string) => groupedBy(runs, field).map(({ label }) => label);
  expect(labels([...small, ...large], ALL_BUT_SEED)).toEqual(['batch 64', 'batch 128']);
  expect(labels(all, ALL_BUT_SEED)).toEqual(['dlrm, batch 64', 'dlrm, batch 128', 'resnet']);
  expect(labels(small, ALL_BUT_SEED)).toEqual(['same settings']);
  expect(labels([...small, run({ batch: 64 }, 1)], ALL_BUT_SEED)).toEqual(['lr 0.1', 'no lr']);
  expect(labels(all, 'seed')).toEqual(['seed 1', 'seed 2']);
  expect(labels(all, 'experiment')).toEqual(['dlrm', 'resnet']);
  expect(labels(all, 'batch')).toEqual(['batch 64', 'batch 128', 'no batch']);
});

test('the place of a group is where it first occurs, whatever its value', () => {
  const places = groupedBy([...large, ...small], 'batch').map(({ text, place }) => [text, place]);
  expect(places).toEqual([
    ['64', 1],
    ['128', 0],
  ]);
});

test('on offer are the seed, everything but the seed, what differs, and what is chosen', () => {
  expect(fieldsFor(small, ['seed'], null)).toEqual([ALL_BUT_SEED, 'seed']);
  expect(fieldsFor(all, ['batch', 'seed'], 'lr')).toEqual([
    ALL_BUT_SEED,
    'seed',
    'experiment',
    'batch',
    'lr',
  ]);
});
