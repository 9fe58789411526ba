// A run that leaves the finite numbers ends at that step, and names the step and the kernel where they were left.

import { expect, test } from 'vitest';
import type { RunUpdate } from '../../src/lab/protocol';
import { Session } from '../../src/lab/session';
import { testGpu } from '../support/testGpu';

async function diverge(experiment: string, config: Record<string, unknown>) {
  const updates: RunUpdate[] = [];
  const session = new Session((update) => updates.push(update), testGpu);
  await session.handle({ kind: 'start', run: { experiment, config, seed: 0 } });
  const failure = updates.find((update) => update.kind === 'failure');
  const rows = updates.flatMap((update) =>
    update.kind === 'rows' && update.table === 'training' ? update.rows : [],
  );
  return { failure, rows, last: updates.at(-1) };
}

const small = { resolution: 8, samples: 96, batch: 16, warmupEpochs: 0, schedule: 'constant' };
const runs: [string, Record<string, unknown>][] = [
  ['train-resnet', { ...small, width: 4, learningRate: 100, weightDecay: 1 }],
  ['train-vit', { ...small, width: 16, depth: 2, heads: 2, learningRate: 100, clipNorm: 0, weightDecay: 1 }],
];

test.each(runs)('%s with a rate of 100', async (experiment, config) => {
  const gpu = await testGpu();
  const { allocatedBytes } = gpu.counters;
  const { failure, rows, last } = await diverge(experiment, { ...config, steps: 200 });
  expect(failure?.failure).toBe('numerics');
  const message = failure?.message ?? '';
  const step = Number(/at step (\d+)\./.exec(message)?.[1]);
  expect(rows.at(-1)?.step).toBe(step - 1);
  expect(rows.every(({ trainLoss }) => Number.isFinite(trainLoss))).toBe(true);
  expect(message).toMatch(/The first kernel to give such a number was \w+ \((forward|backward|update)/);
  expect(message).toContain('Lower the learning rate');
  expect(last).toEqual({ kind: 'state', state: 'failed' });
  expect(gpu.counters.allocatedBytes).toBe(allocatedBytes);
});
