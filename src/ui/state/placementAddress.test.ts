// Built-in problems as a word of the address, and back; what no address can say has none.

// @vitest-environment node
import { expect, test } from 'vitest';
import { clusterPresets } from '../../sharding/editing/clusters';
import { type BuiltIn, builtInName, fromWord, wordOf } from './placementAddress';

test('every built-in problem on every cluster is read back from its word, which addresses leave as it is', () => {
  const all: BuiltIn[] = [{ tables: 'mlperf' }, { tables: 'generated', count: 856, seed: 4_294_967_295 }];
  for (const builtIn of all)
    for (const preset of clusterPresets) {
      const word = wordOf({ builtIn: builtInName(builtIn), preset: preset.id })!;
      expect(fromWord(word)).toEqual({ builtIn, preset });
      expect(new URLSearchParams({ word }).toString()).toBe(`word=${word}`);
    }
});

test('tables from files and clusters of the reader’s own have none', () => {
  expect(wordOf({ builtIn: 'mlperf', preset: null })).toBeNull();
  expect(wordOf({ preset: 'dgx-a100' })).toBeNull();
});

test.each([
  '',
  'mlperf',
  'mlperf.moon',
  'generated-0-1.dgx-a100',
  'generated-99999-1.dgx-a100',
  'x.dgx-a100',
])('no problem: %j', (word) => expect(fromWord(word)).toBeUndefined());
