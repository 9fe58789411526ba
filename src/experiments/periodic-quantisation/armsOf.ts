// The arms of the experiment: for each seed one plain course, and variants that leave it where the ramp starts. What is
// measured of each is gathered here; what it means is in report.ts.

import type { HostTensor } from '../../compile/state';
import { floatsOf } from '../../compile/tensorData';
import { evaluationStep } from '../../nn/trainingStep';
import { productWeights } from '../../optim/periodic';
import { scheduleOf } from '../../optim/schedules';
import { highestCode } from '../../quant/affine';
import {
  type Grid,
  gridDistance,
  gridHistogram,
  gridOf,
  type Reach,
  roundedTo,
} from '../../quant/periodicGrid';
import { amplitudeSchedule, frequencySchedule, type Ramp } from '../../quant/periodicSchedule';
import type { Lab } from '../experiment';
import type { Arm, ArmOutcome, TrainedArm } from '../training/arms';
import { imageData } from '../training/imageData';
import { augmentationOf, imageTask, shapeOf, stepsPerEpoch } from '../training/imageTask';
import type { TrainingTask } from '../training/task';
import { courseOf, modelOf, optimizerOf, type Resolved, trainingGraphs } from './model';
import { coursesOf, ROUNDED_BITS, type Variant } from './variants';

/** The arms, and the names of the weights that are rounded. */
export async function armsOf(lab: Lab, settings: Resolved): Promise<{ arms: Arm[]; weights: string[] }> {
  const { train, test, description } = await imageData(lab, settings);
  const { batch, learningRate, warmupEpochs } = settings;
  const perEpoch = stepsPerEpoch(train.count, batch);
  const { total, ...ramp } = courseOf(settings, perEpoch);
  const model = modelOf(settings, shapeOf(train));
  const evaluation = evaluationStep(model, { batchSize: batch });
  const graphOf = trainingGraphs(settings, model);
  const taskOf = (variant: Variant, seed: number): TrainingTask => {
    const task = imageTask({
      train,
      test,
      model,
      batch,
      totalSteps: total,
      optimizer: optimizerOf(settings),
      learningRate: scheduleOf({
        kind: 'cosine',
        rate: learningRate,
        steps: total,
        warmupSteps: Math.round(warmupEpochs * perEpoch),
      }),
      augmentation: augmentationOf(lab, settings),
      seed,
      data: description,
      graphs: { training: graphOf(variant.wave), evaluation },
    });
    const strength = strengthOf(variant, settings, ramp);
    const frequency = frequencySchedule(ramp, variant.schedule === 'ramp' ? settings.coarseStart : 0);
    return {
      ...task,
      fill: (step, feeds) => {
        task.fill(step, feeds);
        feeds.get('periodicAmplitude')![0] = strength(step);
        feeds.get('periodicFrequency')![0] = frequency(step);
      },
    };
  };
  const weights = productWeights(graphOf(settings.wave)).map(({ name }) => name);
  const arms = coursesOf(settings, ramp.begins, lab.seed).map(({ variant, ...course }): Arm => {
    const arm = { ...course, task: taskOf(variant, course.seed) };
    if (variant.schedule === 'none') return { ...arm, end: (trained) => roundPlain(trained, weights) };
    return {
      ...arm,
      begin: (trained) => freezeGrids(trained, weights, variant),
      end: (trained) => roundGathered(trained, weights, variant),
    };
  });
  return { arms, weights };
}

function strengthOf({ schedule }: Variant, { amplitude, decades }: Resolved, ramp: Ramp) {
  if (schedule === 'none') return () => 0;
  if (schedule === 'constant') return () => amplitude;
  return amplitudeSchedule(ramp, amplitude, decades);
}

/**
 * Δ of each layer from the weights it has now, and its amplitude Δ²: every layer is pulled alike in its own units. Weights
 * beyond the grid are set to its ends, or they would gather where there are no codes.
 */
async function freezeGrids(
  arm: TrainedArm,
  weights: readonly string[],
  { bits, reach }: Variant,
): Promise<void> {
  const tensors = await readWeights(arm, weights);
  const one = (value: number): HostTensor => ({ shape: [1], data: Float32Array.of(value) });
  const states = new Map<string, HostTensor>();
  for (const [name, { shape, data }] of tensors) {
    const { period } = gridOf(data, bits, reach);
    const end = period * highestCode(bits);
    states.set(name, { shape, data: data.map((w) => Math.min(end, Math.max(-end, w))) });
    states.set(`${name}.period`, one(period));
    states.set(`${name}.amplitude`, one(period ** 2));
  }
  arm.load(states);
}

const readWeights = (arm: TrainedArm, weights: readonly string[]): Promise<Map<string, HostTensor>> =>
  arm.read((name) => weights.includes(name));

type Grids = ReadonlyMap<string, Grid>;

const roundedOn = (tensors: ReadonlyMap<string, HostTensor>, grids: Grids): Map<string, HostTensor> =>
  new Map(
    [...tensors].map(([name, { shape, data }]) => [
      name,
      { shape, data: roundedTo(floatsOf(data), grids.get(name)!) },
    ]),
  );

/** Over all weights of all layers. */
function meanDistance(tensors: ReadonlyMap<string, HostTensor>, grids: Grids): number {
  let [sum, count] = [0, 0];
  for (const [name, { data }] of tensors) {
    sum += gridDistance(data, grids.get(name)!) * data.length;
    count += data.length;
  }
  return sum / count;
}

const histogramOf = (
  tensors: ReadonlyMap<string, HostTensor>,
  weights: readonly string[],
  grids: Grids,
): number[] => weights.flatMap((name) => gridHistogram(tensors.get(name)!.data, grids.get(name)!));

/** What rounding does to weights that were trained without regard to it. */
async function roundPlain(arm: TrainedArm, weights: readonly string[]): Promise<ArmOutcome> {
  const tensors = await readWeights(arm, weights);
  const outcome: Record<string, number | number[]> = { accuracy: (await arm.evaluate()).testAccuracy };
  for (const reach of ['maximum', 'leastSquares'] as const satisfies Reach[])
    for (const bits of ROUNDED_BITS) {
      const grids = new Map([...tensors].map(([name, { data }]) => [name, gridOf(data, bits, reach)]));
      const { testAccuracy } = await arm.evaluate(roundedOn(tensors, grids));
      outcome[`${reach}-${bits}`] = [testAccuracy, meanDistance(tensors, grids)];
      if (reach === 'maximum' && bits === 3)
        outcome[`histogram-${bits}`] = histogramOf(tensors, weights, grids);
    }
  return outcome;
}

/** The same for weights that were gathered on a grid, which is the one of the arm's start. */
async function roundGathered(
  arm: TrainedArm,
  weights: readonly string[],
  { bits }: Variant,
): Promise<ArmOutcome> {
  const tensors = await readWeights(arm, weights);
  const periods = await arm.read((name) => name.endsWith('.period'));
  const grids = new Map(
    weights.map((name) => [name, { bits, period: periods.get(`${name}.period`)!.data[0] }]),
  );
  return {
    accuracy: (await arm.evaluate()).testAccuracy,
    quantised: (await arm.evaluate(roundedOn(tensors, grids))).testAccuracy,
    distance: meanDistance(tensors, grids),
    histogram: histogramOf(tensors, weights, grids),
  };
}
