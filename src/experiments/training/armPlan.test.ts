// Spans of arms among all steps, what is refused, and how long states are kept.

import { expect, test } from 'vitest';
import { keptStates, mostAtOnce, type Planned, spansOf } from './armPlan';

const arm = (id: string, totalSteps: number, from?: [string, number]): Planned => ({
  id,
  task: { totalSteps },
  from: from && { arm: from[0], step: from[1] },
});

const family = [arm('plain', 10), arm('a', 10, ['plain', 4]), arm('other', 6), arm('b', 7, ['plain', 4])];

test('each arm takes the steps that it does not have from another', () => {
  expect(spansOf(family)).toEqual([
    { offset: 0, first: 0, steps: 10 },
    { offset: 10, first: 4, steps: 6 },
    { offset: 16, first: 0, steps: 6 },
    { offset: 22, first: 4, steps: 3 },
  ]);
});

test('a state is kept from the arm that has it to the last that starts from it', () => {
  expect(keptStates(family)).toEqual([{ key: 'plain@4', origin: 0, step: 4, lastUser: 3 }]);
});

test('what lives at once is added up', () => {
  const life = (from: number, to: number, bytes: number) => ({ from, to, bytes });
  expect(mostAtOnce([life(0, 2, 10), life(1, 1, 5), life(2, 3, 7), life(3, 3, 1)])).toBe(17);
  expect(mostAtOnce([])).toBe(0);
});

test.each([
  ['nothing', [], 'no arm to train'],
  ['a name twice', [arm('a', 1), arm('a', 1)], 'Two arms are called "a"'],
  [
    'an origin that comes later',
    [arm('a', 4, ['b', 1]), arm('b', 4)],
    'starts from "b", which no arm before it is',
  ],
  ['a step that is never reached', [arm('a', 4), arm('b', 9, ['a', 5])], 'takes no such step'],
  ['a step that another arm took', [...family, arm('c', 9, ['a', 3])], 'takes no such step'],
  ['an end before the start', [arm('a', 4), arm('b', 2, ['a', 3])], 'before it starts'],
  ['a slash', [arm('a/b', 4)], 'must not have a slash'],
])('refuses %s', (_, arms, message) => {
  expect(() => spansOf(arms)).toThrow(message);
});
