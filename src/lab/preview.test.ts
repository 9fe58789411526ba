// A preview says of a run what the run itself would forecast, and refuses what does not fit with what would.

// @vitest-environment node
import { expect, test } from 'vitest';
import { forecastMemory, snapshotBytes } from '../compile/memory';
import { baseProfile, planProgram } from '../compile/plan';
import { experimentById } from '../experiments';
import type { Lab } from '../experiments/experiment';
import { armsOf as periodicArms } from '../experiments/periodic-quantisation/armsOf';
import { resolved } from '../experiments/periodic-quantisation/model';
import { defaultsOf } from '../experiments/schema';
import { trainDlrm } from '../experiments/train-dlrm';
import { dlrmTask } from '../experiments/train-dlrm/run';
import { trainResnet } from '../experiments/train-resnet';
import { resnetTask } from '../experiments/train-resnet/run';
import { trainVit } from '../experiments/train-vit';
import { vitTask } from '../experiments/train-vit/run';
import { forecastArms } from '../experiments/training/armForecast';
import { spansOf } from '../experiments/training/armPlan';
import { imageData } from '../experiments/training/imageData';
import { armsOf as lowBitArms } from '../experiments/ultra-low-precision/arms';
import { countGraph } from '../graph/count';
import { previewRun } from './preview';

const lab = {
  files: {},
  seed: 0,
  status: () => {},
  setting: <T>(_key: string, initial: T) => initial,
} as unknown as Lab;

const cases = [
  { experiment: trainResnet, task: resnetTask, change: { samples: 256, width: 8 } },
  { experiment: trainVit, task: vitTask, change: { samples: 256, depth: 2 } },
  { experiment: trainDlrm, task: dlrmTask, change: { samples: 40_000, testSamples: 256, batch: 64 } },
];

test.each(cases)(
  '$experiment.id: the preview is what the run forecasts',
  async ({ experiment, task, change }) => {
    const config = { ...defaultsOf(experiment.config), ...change };
    const { cost } = await previewRun({ experiment: experiment.id, config: change }, null);
    const { training, evaluation, batch, totalSteps } = await task(lab, config as never);
    const plan = planProgram('training', training, baseProfile);
    const evaluated = planProgram('evaluation', evaluation, baseProfile, { state: plan.state });
    const { parameters, total } = countGraph(training);
    expect(cost).toEqual({
      parameters,
      flopsPerStep: total.flops,
      dispatchesPerStep: plan.dispatches.length,
      predictedPeakBytes:
        forecastMemory(plan, baseProfile).totalBytes +
        forecastMemory(evaluated, baseProfile).programBytes +
        snapshotBytes(plan.state),
      batch,
      totalSteps,
    });
  },
);

const arms = [
  { experiment: 'periodic-quantisation', change: { samples: 128, batch: 32, steps: 6, otherWave: true } },
  { experiment: 'ultra-low-precision', change: { samples: 128, batch: 32, steps: 8, course: 'decay' } },
];

test.each(arms)(
  '$experiment: the preview is of the arms that the run trains',
  async ({ experiment, change }) => {
    const { config } = experimentById(experiment);
    const settings = { ...defaultsOf(config), ...change } as never;
    const trained =
      experiment === 'periodic-quantisation'
        ? (await periodicArms(lab, resolved(settings))).arms
        : lowBitArms(lab, settings, await imageData(lab, settings));
    const { predictedPeakBytes, plans, keptBytes } = forecastArms(trained, baseProfile);
    expect(plans.size).toBeGreaterThan(1);
    expect(keptBytes).toBeGreaterThan(0);
    const [{ task }] = trained;
    const { parameters, total } = countGraph(task.training);
    const { cost } = await previewRun({ experiment, config: change }, null);
    expect(cost).toEqual({
      parameters,
      flopsPerStep: total.flops,
      dispatchesPerStep: planProgram('training', task.training, baseProfile).dispatches.length,
      predictedPeakBytes,
      batch: 32,
      totalSteps: spansOf(trained).reduce((sum, { steps }) => sum + steps, 0),
    });
  },
);

const wide = { width: 64, resolution: 64, depth: 8 };

test('what exceeds a binding is refused with the largest batch that fits', async () => {
  const { cost, refusal } = await previewRun(
    { experiment: 'train-resnet', config: { ...wide, batch: 512 } },
    null,
  );
  expect(cost).toBeNull();
  expect(refusal?.limit?.needed).toBeGreaterThan(refusal?.limit?.available ?? 0);
  const batch = refusal?.batch as number;
  const withBatch = (size: number) =>
    previewRun({ experiment: 'train-resnet', config: { ...wide, batch: size } }, null);
  expect((await withBatch(batch)).refusal).toBeNull();
  expect((await withBatch(batch + 1)).refusal).not.toBeNull();
});

test('where no batch fits, a preset that does is named', async () => {
  const config = { dimension: 512, top: '300000-300000', batch: 64 };
  const { refusal } = await previewRun({ experiment: 'train-dlrm', config }, null);
  expect(refusal).toMatchObject({ batch: null, preset: 'default' });
});

test('settings that contradict each other are refused in words', async () => {
  const { refusal } = await previewRun({ experiment: 'train-vit', config: { heads: 5 } }, null);
  expect(refusal?.message).toMatch(/heads/);
  expect(refusal?.limit).toBeNull();
});
