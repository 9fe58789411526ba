// The experiment below four bits from training to the packed network, through the protocol that every host speaks.

import { expect, test } from 'vitest';
import type { RunResult, RunUpdate } from '../../src/lab/protocol';
import { Session } from '../../src/lab/session';
import { testGpu } from '../support/testGpu';

const tiny = {
  ...{ width: 4, resolution: 8, samples: 96, batch: 16, steps: 4, activationBits: 2, weightBits: 1 },
  ...{ matrixSize: 32, vectorSize: 64, rounds: 0, course: 'warm' },
};

test('trains, packs and agrees; its claims say what they were not given', async () => {
  let result: RunResult | undefined;
  let failure: string | undefined;
  const arms = new Set<number>();
  const session = new Session((update: RunUpdate) => {
    if (update.kind === 'result') result = update.result;
    if (update.kind === 'failure') failure = update.message;
    if (update.kind === 'rows' && update.table === 'training')
      for (const { arm } of update.rows) arms.add(arm);
  }, testGpu);
  await session.handle({
    kind: 'start',
    run: { experiment: 'ultra-low-precision', config: tiny, seed: 0 },
  });
  expect(failure).toBeUndefined();
  expect([...arms]).toEqual([0, 1]);
  const { metrics, claims } = result!;
  expect(metrics.packedInputs).toBe(24);
  expect(metrics.packedDisagreements).toBe(0);
  expect(metrics.packedLargestDifference).toBe(0);
  // Four channels leave 28 bits of a word empty; eight filters of four channels take a word for each tap.
  expect(metrics.innerWeightBytes).toBeGreaterThan(metrics.innerWeightBytesF32 / 32);
  const holds = Object.fromEntries(claims.map(({ id, holds }) => [id, holds]));
  expect(holds).toMatchObject({ accuracy: null, 'same-classes': null, speed: null, exact: null });
});
