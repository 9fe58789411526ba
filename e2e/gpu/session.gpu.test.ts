// Runs through the protocol that every host speaks: same seed, same bits; a resumed run is the
// uninterrupted one; nothing is created in steady state; memory is what was predicted; bad input is one line.

import { describe, expect, test } from 'vitest';
import type { RunRequest, RunResult, RunUpdate } from '../../src/lab/protocol';
import { Session } from '../../src/lab/session';
import { testGpu } from '../support/testGpu';

type Rows = Record<string, number>[];

interface Finished {
  result?: RunResult;
  failure?: string;
  checkpoint?: Uint8Array<ArrayBuffer>;
  rows: Rows;
}

/** Runs a request to its end; asks for a checkpoint when training row `checkpointAt` arrives. */
async function run(
  request: Partial<RunRequest> & { experiment: string },
  checkpointAt?: number,
): Promise<Finished> {
  const finished: Finished = { rows: [] };
  const asked: Promise<void>[] = [];
  const session = new Session((update: RunUpdate) => {
    if (update.kind === 'result') finished.result = update.result;
    if (update.kind === 'failure') finished.failure = update.message;
    if (update.kind === 'checkpoint') finished.checkpoint = update.bytes;
    if (update.kind !== 'rows' || update.table !== 'training') return;
    finished.rows.push(...update.rows);
    if (checkpointAt !== undefined && finished.rows.length >= checkpointAt && !asked.length)
      asked.push(
        session.handle({ kind: 'pause' }).then(async () => {
          await session.handle({ kind: 'checkpoint' });
          await session.handle({ kind: 'continue' });
        }),
      );
  }, testGpu);
  await session.handle({ kind: 'start', run: { config: {}, seed: 0, ...request } });
  await Promise.all(asked);
  return finished;
}

const small: Record<string, Record<string, unknown>> = {
  'train-resnet': { width: 4, resolution: 8, samples: 96, batch: 16, steps: 9 },
  'train-vit': {
    width: 16,
    depth: 2,
    heads: 2,
    resolution: 8,
    samples: 96,
    batch: 16,
    steps: 9,
    dropout: 0.1,
  },
  'train-dlrm': { samples: 2048, testSamples: 256, batch: 128, steps: 9, evaluateEvery: 4 },
};

describe.each(Object.keys(small))('%s', (experiment) => {
  const config = small[experiment];

  test('two runs of one seed end in the same weights, another seed does not', async () => {
    const [first, second, other] = [
      await run({ experiment, config }),
      await run({ experiment, config }),
      await run({ experiment, config, seed: 1 }),
    ];
    expect(first.failure).toBeUndefined();
    expect(first.result!.weightHash).toMatch(/^[0-9a-f]{64}$/);
    expect(second.result!.weightHash).toBe(first.result!.weightHash);
    expect(second.rows.map((row) => row.trainLoss)).toEqual(first.rows.map((row) => row.trainLoss));
    expect(other.result!.weightHash).not.toBe(first.result!.weightHash);
  });

  test('resuming a checkpoint equals never having stopped', async () => {
    const whole = await run({ experiment, config }, 3);
    expect(whole.checkpoint).toBeDefined();
    const resumed = await run({ experiment, checkpoint: whole.checkpoint });
    expect(resumed.failure).toBeUndefined();
    expect(resumed.rows.length).toBeLessThan(whole.rows.length);
    expect(resumed.result!.weightHash).toBe(whole.result!.weightHash);
  });

  test('preparing compiles what the first step needs, allocates nothing, and ends without a run', async () => {
    const gpu = await testGpu();
    const before = { ...gpu.counters };
    const updates: RunUpdate[] = [];
    const session = new Session((update) => updates.push(update), testGpu);
    await session.handle({ kind: 'prepare', run: { experiment, config, seed: 0 } });
    expect(updates[0].kind).toBe('adapter');
    const counts = updates.filter((update) => update.kind === 'prepared');
    expect(counts.at(-1)!.done).toBe(counts.at(-1)!.total);
    expect(counts.at(-1)!.total).toBeGreaterThan(5);
    expect(updates.some(({ kind }) => kind === 'state' || kind === 'failure')).toBe(false);
    expect(gpu.counters.buffersCreated).toBe(before.buffersCreated);
    expect(gpu.counters.allocatedBytes).toBe(before.allocatedBytes);
  });

  test('a step creates nothing and memory is as predicted', async () => {
    const { result } = await run({ experiment, config });
    const { metrics } = result!;
    expect(metrics.buffersCreatedPerStep).toBe(0);
    expect(metrics.bindGroupsCreatedPerStep).toBe(0);
    expect(Math.abs(metrics.peakBytes / metrics.predictedPeakBytes - 1)).toBeLessThan(0.02);
  });
});

describe('bad input', () => {
  const oneLine = async (request: Parameters<typeof run>[0]) => (await run(request)).failure ?? '';

  test('an unknown experiment, setting or value is named with what is accepted', async () => {
    expect(await oneLine({ experiment: 'nonsense' })).toContain('train-resnet');
    expect(await oneLine({ experiment: 'train-resnet', config: { bacth: 3 } })).toContain(
      '"bacth" is not a setting',
    );
    expect(await oneLine({ experiment: 'train-resnet', config: { batch: -1 } })).toContain(
      'batch = -1 is below 1',
    );
  });

  test('a damaged file names file, record and reason', async () => {
    const csv = new Blob([`${Array(65).fill(1).join(',')}\n1,2,x\n`]);
    const message = await oneLine({
      experiment: 'train-resnet',
      files: { train: [{ name: 'digits.csv', blob: csv }] },
    });
    expect(message).toContain('digits.csv');
    expect(message).toMatch(/line 2|record 2|row 2/);
  });

  test('a checkpoint of another model is refused', async () => {
    const { checkpoint } = await run({ experiment: 'train-resnet', config: small['train-resnet'] }, 2);
    expect(await oneLine({ experiment: 'train-vit', checkpoint })).toContain('belongs to train-resnet');
    expect(await oneLine({ experiment: 'train-resnet', checkpoint: checkpoint!.slice(0, 100) })).toContain(
      'checkpoint',
    );
  });
});
