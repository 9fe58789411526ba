// Columns as CSV: every row, every bit.

import { expect, test } from 'vitest';
import { csvOf } from './csv';

const text = async (...given: Parameters<typeof csvOf>) => (await csvOf(...given)).text();

test('every value with all its bits; a missing one is empty', async () => {
  const columns = [new Float64Array([1, 2]), new Float64Array([1 / 3, Number.NaN])];
  expect(await text(['step', 'trainLoss'], [{ columns }])).toBe('step,trainLoss\n1,0.3333333333333333\n2,\n');
});

test('parts follow each other under their labels, which are quoted where they must be', async () => {
  const part = (label: string, ...values: number[]) => ({ label, columns: [new Float64Array(values)] });
  expect(await text(['run', 'step'], [part('a', 1, 2), part('b, "the" second', 1)])).toBe(
    'run,step\na,1\na,2\n"b, ""the"" second",1\n',
  );
});

test('no row is lost between the pieces it is written in', async () => {
  const steps = Float64Array.from({ length: 12_345 }, (_, index) => index);
  const lines = (await text(['step'], [{ columns: [steps] }])).trimEnd().split('\n');
  expect(lines.slice(1).map(Number)).toEqual([...steps]);
});
