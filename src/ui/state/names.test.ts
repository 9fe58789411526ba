// Names of runs: the same for the same id, and never one that is taken.

import { expect, test } from 'vitest';
import { freeName, memorableName } from './names';

test('a name is two words and depends on the id alone', () => {
  expect(memorableName('a')).toMatch(/^[a-z]+ [a-z]+$/);
  expect(memorableName('a')).toBe(memorableName('a'));
  expect(freeName('a', new Set())).toBe(memorableName('a'));
});

test('no name is given twice, however many runs there are', () => {
  const taken = new Set<string>();
  for (let run = 0; run < 2500; run++) {
    const name = freeName(`run ${run}`, taken);
    expect(taken.has(name)).toBe(false);
    taken.add(name);
  }
});
