// Tables of few bits against the float64 reference: bags within rounding, codes bit for bit.

import { describe, expect, it } from 'vitest';
import { checkOp, expectClose, type OpInput, runOp } from '../../../e2e/support/checkOp';
import {
  codeWords,
  decodeRow,
  decodeRows,
  encodeRow,
  nearest,
  type RowCoding,
  rowWords,
} from '../../base/rowCodes';
import { type SparseRule, sparseRuleStates } from '../../graph/ops/embedding';
import type { Rounding } from '../../graph/ops/tableCoding';
import { type LookupShape, lookupInputs } from '../../reference/testing/lookups';
import { toleranceOf } from '../../reference/tolerances';

type Situation = LookupShape & { width: number };

const situations: Record<string, Situation> = {
  'one lookup of one row': { rows: 1, bags: 1, mean: 1, seed: 3, width: 1 },
  'no lookups at all': { rows: 5, bags: 3, mean: 0, width: 4 },
  'empty bags, odd width': { rows: 13, bags: 17, mean: 1, width: 17 },
  'vectors that end within a word, weighted': { rows: 101, bags: 64, mean: 3, weighted: true, width: 20 },
  'one hot row of hundreds': { rows: 40, bags: 90, mean: 10, hot: 0.9, width: 8 },
  'wide rows': { rows: 23, bags: 31, mean: 2, width: 130 },
};

/** A table whose rows have ranges of their own, one of them a single number. */
function codedTable(rows: number, coding: RowCoding): OpInput & { data: Uint32Array } {
  const stride = rowWords(coding);
  const words = new Uint32Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    const numbers = Float32Array.from({ length: coding.width }, (_, column) =>
      row === 3 ? 0.25 : Math.sin(1 + row * 31 + column * 7) * (1 + (row % 5)),
    );
    encodeRow(numbers, coding, nearest, words, row * stride);
  }
  return { shape: [rows, stride], dtype: 'u32', data: words };
}

/** Gradients of few bits, so that sums and a rate of a power of two are exact in f32 in any order. */
const exactGradients = (bags: number, width: number): OpInput => ({
  shape: [bags, width],
  data: Float32Array.from({ length: bags * width }, (_, i) => ((i * 37) % 65) / 64 - 0.5),
});

function updateInputs(rule: SparseRule, situation: Situation, coding: RowCoding, step = 3): OpInput[] {
  const { rows, width, bags } = situation;
  const states = sparseRuleStates[rule].map(({ perRow }, state) => {
    const count = perRow ? rows : rows * width;
    const data = Array.from({ length: count }, (_, i) => (1 + ((i * 7 + state) % 11)) / 8);
    return { shape: perRow ? [rows] : [rows, width], data };
  });
  return [
    codedTable(rows, coding),
    ...states,
    { shape: [1], data: [0.125] },
    { shape: [1], dtype: 'u32', data: [step] },
    exactGradients(bags, width),
    ...lookupInputs({ ...situation, weighted: false }),
  ];
}

const constants = { epsilon: 1e-8, beta1: 0.9, beta2: 0.999, seed: 5, stream: 9 };

describe.each([8, 4, 2] as const)('%i bits', (bits) => {
  it.each(Object.entries(situations))('pools bags: %s', async (_, situation) => {
    const coding = { bits, width: situation.width };
    for (const mode of ['sum', 'mean']) {
      const inputs = [codedTable(situation.rows, coding), ...lookupInputs(situation)];
      await checkOp({ op: 'embeddingBag', inputs, attributes: { mode, coding } });
    }
  });

  it.each(Object.entries(situations))(
    'codes updated rows as the reference does: %s',
    async (_, situation) => {
      const coding = { bits, width: situation.width };
      const inputs = updateInputs('sgd', situation, coding);
      for (const [adapterClass, rounding] of [
        ['software', 'stochastic'],
        ['hardware', 'nearest'],
      ] as const) {
        const attributes = { rule: 'sgd', mode: 'sum', coding, rounding, ...constants };
        const [table] = await runOp({ op: 'sparseUpdate', inputs, attributes, adapterClass });
        expect([...table.gpu], `${adapterClass} ${rounding}`).toEqual([...table.reference]);
      }
    },
  );

  it.each(['adagrad', 'rowWiseAdagrad', 'lazyAdam'] as const)(
    'follows %s to within a step of the grid',
    async (rule) => {
      const situation = situations['vectors that end within a word, weighted'];
      const coding = { bits, width: situation.width };
      // Rows shared by lanes for one format, alone for the others.
      const adapterClass = bits === 4 ? 'hardware' : 'software';
      const attributes = { rule, mode: 'mean', coding, rounding: 'stochastic', ...constants };
      const inputs = updateInputs(rule, situation, coding);
      const [table, ...states] = await runOp({ op: 'sparseUpdate', inputs, attributes, adapterClass });
      for (const { name, gpu, reference } of states)
        expectClose(name, gpu, reference, toleranceOf('sparseUpdate'));
      expectSameCodes(table.gpu, table.reference, coding);
    },
  );
});

/** Roundings of f32 may move a number across a threshold, once in thousands, and then by one code. */
function expectSameCodes(gpu: ArrayLike<number>, reference: ArrayLike<number>, coding: RowCoding): void {
  const [ours, theirs] = [decodeRows(gpu, coding), decodeRows(reference, coding)];
  let moved = 0;
  for (let row = 0; row < gpu.length / rowWords(coding); row++) {
    const scaleAt = row * rowWords(coding) + codeWords(coding);
    const scale = new Float32Array(Uint32Array.of(reference[scaleAt]).buffer)[0];
    for (let i = row * coding.width; i < (row + 1) * coding.width; i++) {
      const difference = Math.abs(ours[i] - theirs[i]);
      expect(difference, `element ${i}`).toBeLessThan(1.001 * scale + 1e-5);
      if (difference > 0.5 * scale && scale > 0) moved++;
    }
  }
  expect(moved).toBeLessThanOrEqual(ours.length / 1000);
}

/** The same row, updated in `rows` copies that draw their own thresholds. */
async function updatedCopies(rounding: Rounding, rows: number, coding: RowCoding) {
  const one = new Uint32Array(rowWords(coding));
  const numbers = Float32Array.from({ length: coding.width }, (_, i) => Math.cos(i * i));
  encodeRow(numbers, coding, nearest, one);
  const words = new Uint32Array(rows * one.length);
  for (let row = 0; row < rows; row++) words.set(one, row * one.length);
  const each = Array.from({ length: rows }, (_, row) => row);
  const lookups: OpInput[] = [each, [...each, rows], each, [...each, rows], each, [rows, rows]].map(
    (data) => ({
      shape: [data.length],
      dtype: 'u32',
      data,
    }),
  );
  const gradient = Float32Array.from({ length: coding.width }, (_, i) => (i % 9) / 8 - 0.5);
  const inputs: OpInput[] = [
    { shape: [rows, one.length], dtype: 'u32', data: words },
    { shape: [1], data: [2 ** -6] },
    { shape: [1], dtype: 'u32', data: [17] },
    { shape: [rows, coding.width], data: Array.from({ length: rows }, () => [...gradient]).flat() },
    ...lookups,
  ];
  const attributes = { rule: 'sgd', mode: 'sum', coding, rounding, ...constants };
  const [{ gpu }] = await runOp({ op: 'sparseUpdate', inputs, attributes });
  const before = decodeRow(one, 0, coding);
  return { expected: Array.from(before, (x, i) => x - 2 ** -6 * gradient[i]), words: gpu };
}

it.each([8, 4, 2] as const)('rounds stochastically without bias: %i bits', async (bits) => {
  const coding = { bits, width: 24 };
  const rows = 2000;
  const { expected, words } = await updatedCopies('stochastic', rows, coding);
  const numbers = decodeRows(words, coding);
  const [low, high] = [Math.min(...expected), Math.max(...expected)];
  const scale = (high - low) / (2 ** bits - 1);
  for (const [column, x] of expected.entries()) {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += numbers[row * coding.width + column];
    const rest = ((x - low) / scale) % 1;
    const deviation = scale * Math.sqrt((rest * (1 - rest)) / rows);
    expect(Math.abs(sum / rows - x), `column ${column}`).toBeLessThanOrEqual(5 * deviation + 1e-3 * scale);
  }
});

it('draws the same codes every time, and to the nearest without drawing', async () => {
  const coding = { bits: 4, width: 24 } as const;
  const [first, again] = [
    await updatedCopies('stochastic', 50, coding),
    await updatedCopies('stochastic', 50, coding),
  ];
  expect(again.words).toEqual(first.words);
  const { words } = await updatedCopies('nearest', 50, coding);
  const stride = rowWords(coding);
  for (let row = 1; row < 50; row++)
    expect(words.slice(row * stride, (row + 1) * stride)).toEqual(words.slice(0, stride));
});

it('refuses words that are no rows of the coding', async () => {
  const inputs = [{ shape: [3, 5], dtype: 'u32' as const }, ...lookupInputs({ rows: 3, bags: 2, mean: 1 })];
  const attributes = { mode: 'sum', coding: { bits: 8, width: 16 } };
  await expect(runOp({ op: 'embeddingBag', inputs, attributes })).rejects.toThrow(
    /u32 \[rows, 6\] for rows of 16/,
  );
});
