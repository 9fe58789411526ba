// Columns made here read back as they went in, and are made without compiling code.

import { Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { numberColumn, textColumn } from './arrowColumns';

afterEach(() => vi.unstubAllGlobals());

test('numbers, gaps and texts survive a file', () => {
  const refuse = () => {
    throw new EvalError('no code at run time');
  };
  vi.stubGlobal('Function', new Proxy(Function, { apply: refuse, construct: refuse }));
  const cell = fc.record({
    number: fc.option(fc.double({ noNaN: true }), { nil: null }),
    text: fc.string({ unit: 'grapheme' }),
  });
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
      const numbers = cells.map(({ number }) => number);
      const texts = cells.map(({ text }) => text);
      const table = new Table({ numbers: numberColumn(numbers), texts: textColumn(texts) });
      const read = tableFromIPC(tableToIPC(table, 'file'));
      expect([...(read.getChild('numbers') ?? [])]).toEqual(numbers);
      expect([...(read.getChild('texts') ?? [])]).toEqual(texts);
    }),
  );
});
