// Filters over settings and metrics: what they let through, and what is said of a bad one.

import { expect, test } from 'vitest';
import { namesOf, parseFilter } from './filter';
import type { Values } from './runValues';

const runs: Values[] = [
  {
    name: 'amber falcon',
    experiment: 'train-resnet',
    depth: 8,
    learningRate: 0.1,
    testAccuracy: 0.96,
    pinned: true,
  },
  {
    name: 'calm heron',
    experiment: 'train-resnet',
    depth: 14,
    learningRate: 0.01,
    testAccuracy: 0.98,
    pinned: false,
  },
  { name: 'quick amber', experiment: 'train-dlrm', optimizer: 'sgd', learningRate: 0.1, pinned: false },
];
const names = namesOf(runs);

async function matching(text: string) {
  const filter = await parseFilter(text, names);
  if (!('matches' in filter)) throw new Error(filter.message);
  return runs.filter((run) => filter.matches(run)).map(({ name }) => name);
}

async function problem(text: string) {
  const filter = await parseFilter(text, names);
  if ('matches' in filter) throw new Error(`"${text}" was accepted`);
  return filter;
}

test.each([
  ['depth > 8 and testAccuracy >= 0.97', ['calm heron']],
  ['depth > 8 && testAccuracy >= 0.97', ['calm heron']],
  ['depth == 8 or optimizer == sgd', ['amber falcon', 'quick amber']],
  ['depth == 8 or depth == 14 and learningRate < 0.05', ['amber falcon', 'calm heron']],
  ['(depth == 8 or depth == 14) and learningRate < 0.05', ['calm heron']],
  ['not (learningRate = 0.1)', ['calm heron']],
  ['pinned', ['amber falcon']],
  ['not pinned', ['calm heron', 'quick amber']],
  ['name contains "AMBER"', ['amber falcon', 'quick amber']],
  ['experiment == "train-dlrm"', ['quick amber']],
  ['depth * learningRate > 0.5', ['amber falcon']],
  ['1 - testAccuracy < 0.03', ['calm heron']],
  ['depth > -1', ['amber falcon', 'calm heron']],
])('%s', async (text, expected) => {
  expect(await matching(text)).toEqual(expected);
});

test('a run without the value never matches, either way', async () => {
  expect(await matching('depth != 8')).toEqual(['calm heron']);
  expect(await matching('testAccuracy < 2')).toHaveLength(2);
});

test.each([
  ['depht > 8', 'depht', 1],
  ['depth > 8 and acuracy > 1', 'acuracy', 15],
  ['depth', 'true or false', null],
  ['depth > 8 and learningRate', 'Each side of “and”', null],
  ['not depth > 8', 'not (depth > 8)', 1],
  ['name > 3', 'takes numbers', 6],
  ['depth == "8"', 'never agree', 7],
  ['depth 8', 'no operator before “8”', 7],
  ['constructor == 1', 'constructor', 1],
  ['alert(1)', 'Filters know', null],
  ['name.length > 1', 'Filters know', null],
])('%s is refused', async (text, words, at) => {
  const { message, at: place } = await problem(text);
  expect(message).toContain(words);
  expect(place).toBe(at);
});

test('what cannot be parsed says from which character', async () => {
  const { message, at } = await problem('depth > (8');
  expect(message).toContain('depth > 8 and testAccuracy >= 0.97');
  expect(at).toBeGreaterThan(7);
});
