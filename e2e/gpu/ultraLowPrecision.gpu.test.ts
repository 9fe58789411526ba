// The experiment below four bits from training to the packed network, through the protocol that every host speaks.

import { expect, test } from 'vitest';
import { previewRun } from '../../src/lab/preview';
import type { RunRequest, RunResult, RunUpdate } from '../../src/lab/protocol';
import { Session } from '../../src/lab/session';
import { testGpu } from '../support/testGpu';

const tiny = {
  ...{ width: 4, resolution: 8, samples: 96, batch: 16, steps: 4, activationBits: 2, weightBits: 1 },
  ...{ matrixSize: 32, vectorSize: 64, rounds: 0, course: 'warm' },
};

interface Finished {
  result?: RunResult;
  failure?: string;
  arms: Set<number>;
  checkpoint?: Uint8Array<ArrayBuffer>;
}

/** Runs to the end; a new run is checkpointed when the packed network has been compared, before it ends. */
async function run(request: Partial<RunRequest>): Promise<Finished> {
  const finished: Finished = { arms: new Set() };
  const asked: Promise<void>[] = [];
  const session = new Session((update: RunUpdate) => {
    if (update.kind === 'result') finished.result = update.result;
    if (update.kind === 'failure') finished.failure = update.message;
    if (update.kind === 'checkpoint') finished.checkpoint = update.bytes;
    if (update.kind === 'rows' && update.table === 'training')
      for (const { arm } of update.rows) finished.arms.add(arm);
    if (update.kind !== 'finding' || update.finding.id !== 'serving' || request.checkpoint) return;
    asked.push(
      session.handle({ kind: 'pause' }).then(async () => {
        await session.handle({ kind: 'checkpoint' });
        await session.handle({ kind: 'continue' });
      }),
    );
  }, testGpu);
  const start = { experiment: 'ultra-low-precision', config: {}, seed: 0, ...request };
  await session.handle({ kind: 'start', run: start });
  await Promise.all(asked);
  return finished;
}

test('trains, packs and agrees, and can be taken up again when all is trained', async () => {
  const { result, failure, arms, checkpoint } = await run({ config: tiny });
  expect(failure).toBeUndefined();
  expect([...arms]).toEqual([0, 1]);
  const { metrics, claims } = result!;
  expect(metrics.packedInputs).toBe(24);
  expect(metrics.packedDisagreements).toBe(0);
  expect(metrics.packedLargestDifference).toBe(0);
  // Four channels leave 28 bits of a word empty: weights take more than a bit each.
  expect(metrics.innerWeightBytes).toBeGreaterThan(metrics.innerWeightBytesF32 / 32);
  // What serving allocates is none of training's.
  expect(metrics.peakBytes).toBe(metrics.predictedPeakBytes);
  const { report } = await testGpu();
  const { cost } = await previewRun({ experiment: 'ultra-low-precision', config: tiny }, report);
  const { parameters, flopsPerStep, peakBytes } = metrics;
  expect(cost).toMatchObject({ parameters, flopsPerStep, predictedPeakBytes: peakBytes, totalSteps: 8 });
  const holds = Object.fromEntries(claims.map(({ id, holds }) => [id, holds]));
  expect(holds).toMatchObject({ accuracy: null, 'same-classes': null, speed: null, exact: null });

  const resumed = await run({ checkpoint });
  expect(resumed.failure).toBeUndefined();
  expect(resumed.arms.size).toBe(0);
  expect(resumed.result!.metrics).toMatchObject({
    testAccuracy: metrics.testAccuracy,
    packedInputs: metrics.packedInputs,
  });
  expect(resumed.result!.weightHash).toBe(result!.weightHash);
});
