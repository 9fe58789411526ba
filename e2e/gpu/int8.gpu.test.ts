// The experiment "Int8 inference" through the protocol that every host speaks, with tiny settings.

import { expect, test } from 'vitest';
import { readSafetensors } from '../../src/base/safetensors';
import { experimentById } from '../../src/experiments';
import type { RunOutputFile, RunResult, RunUpdate } from '../../src/lab/protocol';
import { Session } from '../../src/lab/session';
import { testGpu } from '../support/testGpu';

// Some fifteen programs are compiled.
const timeout = 240_000;

test('trains, calibrates, codes, checks and times a network', { timeout }, async () => {
  let result: RunResult | undefined;
  const failures: string[] = [];
  const files: RunOutputFile[] = [];
  const session = new Session((update: RunUpdate) => {
    if (update.kind === 'result') result = update.result;
    if (update.kind === 'file') files.push(update.file);
    if (update.kind === 'failure') failures.push(update.message);
  }, testGpu);
  const config = {
    ...{ network: 'vit', width: 8, depth: 1, resolution: 8, samples: 128, batch: 32, steps: 4 },
    ...{ calibration: 64, timedRuns: 1 },
  };
  await session.handle({ kind: 'start', run: { experiment: 'int8-inference', config, seed: 0 } });
  expect(failures).toEqual([]);
  const { metrics, findings, claims } = result!;
  const [{ name, bytes }] = files;
  expect(readSafetensors(bytes, name).tensors.get('patch.codes')!.shape).toEqual([8, 12]);
  expect(metrics.differingAnswers).toBe(0);
  expect(metrics.outlierDifference).toBe(0);
  expect(metrics.int8LogitDecibels).toBeGreaterThan(20);
  const { figures = [] } = experimentById('int8-inference');
  for (const { finding, x, y, series } of figures) {
    const { columns, rows } = findings.find(({ id }) => id === finding)!;
    const keys = columns.map(({ key }) => key);
    for (const key of [x, y, ...(series ? [series] : [])]) expect(keys, finding).toContain(key);
    expect(rows.length, finding).toBeGreaterThan(2);
    for (const row of rows) expect(row).toHaveLength(columns.length);
  }
  const failed = claims.filter(({ holds }) => holds === false).map(({ id }) => id);
  expect(
    failed.filter((id) => ['split-exact', 'per-channel', 'least-squares', 'overflow'].includes(id)),
  ).toEqual([]);
});
