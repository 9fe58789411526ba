// Arms on the device: shared programs and prefixes, resuming, and looking at changed weights without changing them.

import { beforeAll, expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import type { DenseOptimizer } from '../../optim/config';
import { scheduleOf } from '../../optim/schedules';
import type { Checkpoint, Lab, Metrics, RunEvent, RunHandles } from '../experiment';
import { type Arm, type Outcomes, trainArms } from './arms';
import { imageWorld } from './imageData';
import { imageTask } from './imageTask';
import type { TrainingTask } from './task';

const BATCH = 8;
const sgd: DenseOptimizer = { kind: 'sgd', momentum: 0.9 };
const world = imageWorld({ resolution: 8, classes: 3, tail: 0, labelNoise: 0 });
const [train, test_] = [world.generate(0, 32), world.generate(32, 16)];

function task(
  seed: number,
  totalSteps: number,
  graphs?: TrainingTask,
  dense: DenseOptimizer = sgd,
): TrainingTask {
  return imageTask({
    train,
    test: test_,
    model: { kind: 'mlp', image: 8, channels: 3, classes: 3, hidden: [16] },
    batch: BATCH,
    totalSteps,
    optimizer: { dense },
    learningRate: scheduleOf({ kind: 'constant', rate: 0.05, steps: totalSteps }),
    augmentation: { shift: 1, flip: false, mixup: 0 },
    seed,
    data: 'test',
    graphs,
  });
}

const base = task(0, 8);
/** `doubled` goes on from step 3 of `plain` with twice its weights; `same` goes on as `plain` did. */
const arms = (): Arm[] => [
  { id: 'plain', seed: 0, task: base, end: async (arm) => ({ ...(await arm.evaluate()) }) },
  {
    id: 'doubled',
    seed: 0,
    task: task(0, 6, base),
    from: { arm: 'plain', step: 3 },
    begin: async (arm) => {
      const weights = await arm.read((name) => name.endsWith('.weight'));
      arm.load(
        new Map(
          [...weights].map(([name, { shape, data }]) => [name, { shape, data: data.map((x) => 2 * x) }]),
        ),
      );
    },
  },
  { id: 'same', seed: 0, task: task(0, 8, base), from: { arm: 'plain', step: 3 } },
  { id: 'other', seed: 1, task: task(1, 5, base) },
];

interface Run {
  outcomes: Outcomes;
  rows: Metrics[];
  metrics: Metrics;
  hash: string;
  checkpoint?: Checkpoint;
}

async function run(
  chosen: readonly Arm[],
  resume?: Checkpoint,
  checkpointAt?: number | 'between',
): Promise<Run> {
  const gpu = await testGpu();
  let handles: RunHandles | undefined;
  const lab: Lab = {
    gpu,
    seed: 0,
    files: {},
    resume,
    setting: (_, initial) => initial,
    status: () => {},
    expose: (given) => {
      handles = given;
    },
  };
  const done: Run = { outcomes: new Map(), rows: [], metrics: {}, hash: '' };
  const events = trainArms(lab, 'arms', {}, chosen, function* report(): Iterable<RunEvent> {
    yield { kind: 'metrics', values: {} };
  });
  for (;;) {
    const event = await events.next();
    if (event.done) return { ...done, outcomes: event.value };
    if (event.value.kind === 'metrics') {
      done.metrics = event.value.values;
      if (checkpointAt === 'between') done.checkpoint ??= await handles!.checkpoint();
    }
    if (event.value.kind === 'weights') done.hash = event.value.hash;
    if (event.value.kind !== 'row' || event.value.table !== 'training') continue;
    done.rows.push(event.value.values);
    if (done.rows.length === checkpointAt) done.checkpoint = await handles!.checkpoint();
  }
}

let whole: Run;
beforeAll(async () => {
  whole = await run(arms());
});

const hashOf = ({ outcomes }: Run, arm: string) => [...outcomes.get(arm)!.weightHash];

test('steps count on through the arms, and rows say whose they are', () => {
  expect(whole.rows.map(({ step }) => step)).toEqual(Array.from({ length: 8 + 3 + 5 + 5 }, (_, i) => i + 1));
  expect(whole.rows.map(({ arm }) => arm).join('')).toBe(
    `${'0'.repeat(8)}${'1'.repeat(3)}${'2'.repeat(5)}${'3'.repeat(5)}`,
  );
  expect(whole.rows.at(-1)!.seed).toBe(1);
  // The epoch is the arm's own: 4 steps each.
  expect(whole.rows[8].epoch).toBe(1);
});

test('an arm that goes on as another did ends in its weights', () => {
  expect(hashOf(whole, 'same')).toEqual(hashOf(whole, 'plain'));
  expect(hashOf(whole, 'doubled')).not.toEqual(hashOf(whole, 'plain'));
});

test('two runs, one hash; and what a run knows of an arm is the same', async () => {
  const again = await run(arms());
  expect(again.hash).toBe(whole.hash);
  expect([...again.outcomes]).toEqual([...whole.outcomes]);
});

test('arms of one graph share its programs: a second one allocates nothing', async () => {
  const gpu = await testGpu();
  const created = async (chosen: readonly Arm[]) => {
    const before = gpu.counters.buffersCreated;
    await run(chosen);
    return gpu.counters.buffersCreated - before;
  };
  const [plain, , , other] = arms();
  expect(await created([plain, other])).toBe(await created([plain]));
});

test('a graph with other moments takes over what it has in common', async () => {
  const { outcomes, metrics } = await run([
    { id: 'three', seed: 0, task: task(0, 3, base) },
    {
      id: 'elsewhere',
      seed: 7,
      task: task(0, 3, undefined, { kind: 'adamw' }),
      from: { arm: 'three', step: 3 },
    },
  ]);
  expect([...outcomes.get('elsewhere')!.weightHash]).toEqual([...outcomes.get('three')!.weightHash]);
  expect(metrics.peakBytes).toBeLessThanOrEqual(metrics.predictedPeakBytes);
});

test('memory is what was predicted', async () => {
  expect(whole.metrics.peakBytes).toBe(whole.metrics.predictedPeakBytes);
  const [plain] = arms();
  const heavy = task(0, 10, undefined, { kind: 'adamw' });
  const { metrics } = await run([
    plain,
    { id: 'heavy', seed: 0, task: heavy, from: { arm: 'plain', step: 8 } },
    { id: 'other', seed: 1, task: task(1, 4, base) },
  ]);
  expect(metrics.peakBytes).toBe(metrics.predictedPeakBytes);
});

test.each([2, 8, 'between' as const, 9, 13, 20])(
  'resumed from a checkpoint at row %s it ends the same',
  async (at) => {
    const { checkpoint, hash } = await run(arms(), undefined, at);
    expect(hash).toBe(whole.hash);
    const resumed = await run(arms(), checkpoint);
    expect(resumed.hash).toBe(whole.hash);
    expect([...resumed.outcomes]).toEqual([...whole.outcomes]);
    expect(resumed.rows[0].step).toBe(checkpoint!.step + 1);
  },
);

test('trying other weights leaves those in training alone', async () => {
  const scores: Metrics[] = [];
  const [plain] = arms();
  const { outcomes } = await run([
    {
      ...plain,
      end: async (arm) => {
        const weights = await arm.read((name) => name.endsWith('.weight'));
        const zeros = [...weights].map(
          ([name, { shape, data }]) => [name, { shape, data: data.map(() => 0) }] as const,
        );
        for (const replaced of [undefined, new Map(zeros), undefined])
          scores.push(await arm.evaluate(replaced));
        return {};
      },
    },
  ]);
  expect(scores[2]).toEqual(scores[0]);
  // Without weights every logit is 0: the loss is ln 3.
  expect(scores[1].testLoss).not.toBe(scores[0].testLoss);
  expect([...outcomes.get('plain')!.weightHash]).toEqual(hashOf(whole, 'plain'));
});
