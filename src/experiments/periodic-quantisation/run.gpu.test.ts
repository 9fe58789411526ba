// The whole experiment in small, through the session that every host speaks to.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import type { RunResult, RunUpdate } from '../../lab/protocol';
import { Session } from '../../lab/session';

async function run(config: Record<string, unknown>): Promise<RunResult> {
  let result: RunResult | undefined;
  let failure: string | undefined;
  const session = new Session((update: RunUpdate) => {
    if (update.kind === 'result') result = update.result;
    if (update.kind === 'failure') failure = update.message;
  }, testGpu);
  await session.handle({ kind: 'start', run: { experiment: 'periodic-quantisation', seed: 0, config } });
  expect(failure).toBeUndefined();
  return result!;
}

test('gathers the weights and says what rounding costs', async () => {
  // Strong enough to gather in a handful of steps.
  const { findings, metrics, claims } = await run({
    ...{ width: 4, resolution: 8, samples: 64, classes: 3, batch: 16 },
    ...{ steps: 12, rampStart: 0.3, hold: 0.3, seeds: 1 },
    ...{ form: 'decoupled', amplitude: 0.5, decades: 0 },
  });
  const { rows, columns } = findings.find(({ id }) => id === 'arms')!;
  const at = (key: string) => columns.findIndex((column) => column.key === key);
  const distances = (schedule: string) =>
    rows
      .filter((row) => row[at('schedule')] === schedule && row[at('bits')] !== 2)
      .map((row) => row[at('distance')]);
  expect(distances('ramp').length).toBe(2);
  for (const distance of distances('ramp')) expect(distance).toBeLessThan(0.08);
  for (const distance of distances('none')) expect(distance).toBeGreaterThan(0.15);
  expect(metrics.peakBytes).toBe(metrics.predictedPeakBytes);
  expect(metrics.buffersCreatedPerStep).toBe(0);
  // The claims are for the digits.
  expect(claims.map(({ holds }) => holds)).toEqual([null, null, null, null]);
});
