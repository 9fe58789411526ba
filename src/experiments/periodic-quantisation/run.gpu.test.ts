// The whole experiment in small, through the session that every host speaks to.

import { beforeAll, expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { previewRun } from '../../lab/preview';
import type { RunRequest, RunResult, RunUpdate } from '../../lab/protocol';
import { Session } from '../../lab/session';

interface Ended {
  result: RunResult;
  checkpoint?: Uint8Array<ArrayBuffer>;
  rows: number;
}

/** Runs to the end, or is stopped when so many training rows have come. */
async function run(request: Partial<RunRequest>, stopAt = Number.POSITIVE_INFINITY): Promise<Ended> {
  let [result, checkpoint, failure]: [RunResult?, Ended['checkpoint']?, string?] = [];
  let rows = 0;
  const session = new Session((update: RunUpdate) => {
    if (update.kind === 'result') result = update.result;
    if (update.kind === 'checkpoint') checkpoint = update.bytes;
    if (update.kind === 'failure') failure = update.message;
    if (update.kind !== 'rows' || update.table !== 'training') return;
    rows += update.rows.length;
    if (rows >= stopAt) session.handle({ kind: 'stop' });
  }, testGpu);
  const experiment = 'periodic-quantisation';
  const given = { experiment, config: {}, seed: 0, keepCheckpoint: true, ...request };
  await session.handle({ kind: 'start', run: given });
  expect(failure).toBeUndefined();
  return { result: result!, checkpoint, rows };
}

/** Strong enough to gather in a handful of steps. */
const config = {
  ...{ width: 4, resolution: 8, samples: 64, classes: 3, batch: 16 },
  ...{ steps: 12, rampStart: 0.3, hold: 0.3, seeds: 1 },
  ...{ form: 'decoupled', amplitude: 0.5, decades: 0 },
};

let whole: Ended;
beforeAll(async () => {
  whole = await run({ config });
});

test('gathers the weights and says what rounding costs', async () => {
  const { findings, metrics, claims } = whole.result;
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
  const { report } = await testGpu();
  const { cost } = await previewRun({ experiment: 'periodic-quantisation', config }, report);
  const { parameters, flopsPerStep, peakBytes } = metrics;
  expect(cost).toMatchObject({ parameters, flopsPerStep, predictedPeakBytes: peakBytes });
  expect(cost!.totalSteps).toBe(whole.rows);
  expect(metrics.buffersCreatedPerStep).toBe(0);
  // The claims are for the digits.
  expect(claims.map(({ holds }) => holds)).toEqual([null, null, null, null]);
});

test('stopped between two arms or within one, it goes on to the same end', async () => {
  for (const stopAt of [11, 17]) {
    const stopped = await run({ config }, stopAt);
    expect(stopped.result.completed).toBe(false);
    const resumed = await run({ checkpoint: stopped.checkpoint });
    expect(resumed.result.weightHash).toBe(whole.result.weightHash);
    expect(resumed.result.findings).toEqual(whole.result.findings);
    expect(stopped.rows + resumed.rows).toBe(whole.rows);
  }
});
