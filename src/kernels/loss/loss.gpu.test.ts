// Loss kernels against the float64 reference, planned for both adapter classes.

import { describe, expect, test } from 'vitest';
import { checkOp, runOp } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';

/** Rows that are one-hot, or positive and summing to about one. */
function targetsOf(rows: number, classes: number): number[] {
  const random = new RandomStream(5, 1);
  return Array.from({ length: rows }, (_, row) => {
    const raw = Array.from({ length: classes }, (_, c) =>
      row % 2 ? random.nextUniform() : Number(c === row % classes),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => value / sum);
  }).flat();
}

describe.each(['software', 'hardware'] as const)('planned for %s', (adapterClass) => {
  test.each([
    [1, 1],
    [1, 10],
    [7, 2],
    [65, 10],
    [512, 10],
    [33, 31],
    [5, 129],
    [3, 1000],
    [2, 4099],
  ])('softmax cross-entropy of [%i, %i]', async (rows, classes) => {
    const shape = [rows, classes];
    await checkOp({
      op: 'softmaxCrossEntropy',
      inputs: [{ shape }, { shape, data: targetsOf(rows, classes) }],
      attributes: { scale: 1 / rows },
      adapterClass,
    });
  });

  test('ties count the first largest class, wherever it is read', async () => {
    const classes = 300;
    const logits = new Array<number>(3 * classes).fill(0);
    const targets = new Array<number>(3 * classes).fill(0);
    for (const [row, places] of [
      [5, 6],
      [17, 290],
      [299, 1],
    ].entries())
      for (const place of places) logits[row * classes + place] = 4;
    for (const [row, place] of [5, 290, 1].entries()) targets[row * classes + place] = 1;
    const [, , correct] = await runOp({
      op: 'softmaxCrossEntropy',
      inputs: [
        { shape: [3, classes], data: logits },
        { shape: [3, classes], data: targets },
      ],
      attributes: { scale: 1 },
      adapterClass,
    });
    expect([...correct.gpu]).toEqual([1, 0, 1]);
  });

  test('logits far apart neither overflow nor lose the loss', async () => {
    await checkOp({
      op: 'softmaxCrossEntropy',
      inputs: [
        { shape: [3, 3], data: [1000, 0, -1000, 80, 90, 100, -3e4, -3e4, -3e4] },
        { shape: [3, 3], data: [0, 1, 0, 1, 0, 0, 0, 0.5, 0.5] },
      ],
      attributes: { scale: 2 },
      adapterClass,
    });
  });

  test.each([1, 64, 512, 1021])('binary cross-entropy of %i', async (count) => {
    const random = new RandomStream(5, 2);
    const data = Array.from({ length: count }, (_, i) =>
      i % 3 ? Number(random.nextUniform() < 0.5) : random.nextUniform(),
    );
    await checkOp({
      op: 'binaryCrossEntropy',
      inputs: [{ shape: [count] }, { shape: [count], data }],
      attributes: { scale: 1 / count },
      adapterClass,
    });
  });

  test('small losses keep their digits', async () => {
    // From certainty to doubt: log(1 + exp(−x)) is far below the rounding of log near one.
    const logits = [0, 0.1, 1, 3, 5, 8, 12, 20, 60, -5, -60];
    const targets = [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0];
    const shape = [logits.length];
    await checkOp({
      op: 'binaryCrossEntropy',
      inputs: [
        { shape, data: logits },
        { shape, data: targets },
      ],
      attributes: { scale: 1 },
      adapterClass,
      tolerance: { relative: 1e-5, absolute: 0, reason: 'exp to 3 + 2|x| units in the last place, |x| ≤ 60' },
      // σ(x) − 1 is rounded to 2⁻²⁴ of one, as in any f32 arithmetic.
      ignore: [1],
    });
  });
});
