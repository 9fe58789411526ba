// Tuned runs through the protocol: same seed and same table, same bits; a table of other kernels changes nothing and
// says so; memory is as predicted; and nothing is tuned beside a run.

import { describe, expect, test } from 'vitest';
import { productsOf } from '../../src/compile/isolated';
import { reportedProfile } from '../../src/compile/program';
import { experimentById } from '../../src/experiments';
import { requireConfig } from '../../src/experiments/schema';
import type { RunRequest, RunResult, RunUpdate, TuningTable } from '../../src/lab/protocol';
import { Session } from '../../src/lab/session';
import { newTable } from '../../src/lab/tuningUse';
import { testGpu } from '../support/testGpu';

const request: RunRequest = {
  experiment: 'train-resnet',
  config: { width: 4, resolution: 8, samples: 96, batch: 16, steps: 2 },
  seed: 0,
};

/** A table in which every product takes its last tile of another kind: as different from the standard as can be. */
async function plantedTable(): Promise<TuningTable> {
  const { report } = await testGpu();
  const experiment = experimentById(request.experiment);
  const { training, evaluation } = await experiment.outline!(
    requireConfig(experiment.config, request.config),
    {},
  );
  const found = productsOf([training, evaluation], reportedProfile(report));
  expect(found.length).toBeGreaterThan(5);
  const products = found.map(({ question: { size, ways }, shapeClass, uses }) => ({
    shapeClass,
    ...size,
    label: 'planted',
    uses,
    ways: ways.map((name) => ({ name, milliseconds: 1, state: 'timed' as const })),
    chosen: ways.find((name) => name.startsWith('register')) ?? ways[0],
  }));
  return newTable(report, products);
}

async function run(tuning?: TuningTable) {
  const updates: RunUpdate[] = [];
  const session = new Session((update) => updates.push(update), testGpu);
  await session.handle({ kind: 'start', run: { ...request, tuning } });
  const of = <Kind extends RunUpdate['kind']>(kind: Kind) =>
    updates.filter((update): update is Extract<RunUpdate, { kind: Kind }> => update.kind === kind);
  expect(of('failure')).toEqual([]);
  const result: RunResult = of('result')[0].result;
  const kernels = of('inspection')[0].inspection.dispatches.map(({ kernel }) => kernel);
  return { result, kernels, tuned: of('tuned')[0] };
}

const registers = (kernels: readonly string[]) => kernels.filter((name) => /register_/.test(name)).length;

describe('a tuned run', () => {
  test('has the same bits for the same table, names it, and takes the memory that was predicted', async () => {
    const table = await plantedTable();
    const [first, second] = [await run(table), await run(table)];
    expect(first.result.tuning).toMatch(/^[0-9a-f]{12}$/);
    expect(first.tuned).toEqual({ kind: 'tuned', hash: first.result.tuning, refusal: null });
    expect(second.result.tuning).toBe(first.result.tuning);
    expect(second.result.weightHash).toBe(first.result.weightHash);
    expect(registers(first.kernels)).toBeGreaterThan(5);
    const { peakBytes, predictedPeakBytes } = first.result.metrics;
    expect(peakBytes).toBe(predictedPeakBytes);

    const stale = await run({ ...table, kernels: 'older' });
    expect(stale.tuned).toEqual({
      kind: 'tuned',
      hash: null,
      refusal: 'The tuning was measured with other kernels and is not used. Tune again.',
    });
    expect(stale.result.tuning).toBeUndefined();
    expect(registers(stale.kernels)).toBeLessThan(registers(first.kernels));
  });

  test('is left alone: tuning beside it is refused, as is a run beside tuning', async () => {
    const updates: RunUpdate[] = [];
    const asked: Promise<void>[] = [];
    const session = new Session((update) => {
      updates.push(update);
      if (update.kind === 'forecast') asked.push(session.handle({ kind: 'tune', run: request }));
      if (update.kind === 'tuning' && asked.length === 1) {
        asked.push(session.handle({ kind: 'start', run: request }), session.handle({ kind: 'stop' }));
      }
    }, testGpu);
    const messages = () => updates.flatMap((update) => (update.kind === 'failure' ? [update.message] : []));
    await session.handle({ kind: 'start', run: request });
    await Promise.all(asked);
    expect(messages()).toEqual(['A run is in progress. Stop it before starting another.']);
    expect(updates.some(({ kind }) => kind === 'tuning')).toBe(false);
    await session.handle({ kind: 'tune', run: request });
    await Promise.all(asked);
    expect(messages().slice(1)).toEqual(['Kernels are being tuned. Stop that before starting a run.']);
    const last = updates.findLast((update) => update.kind === 'tuning');
    expect(last).toMatchObject({ tuning: { state: 'ended' } });
  });
});
