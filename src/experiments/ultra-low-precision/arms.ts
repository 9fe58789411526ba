// What is trained: the f32 network, then the same one in few bits from the same start, from the trained weights, or in
// stages that lose bit after bit.

import type { ImageDataset } from '../../data/dataset';
import type { Schedule } from '../../optim/schedules';
import type { Lab } from '../experiment';
import type { Arm, ArmOutcome, TrainedArm } from '../training/arms';
import { augmentationOf, imageTask, shapeOf, stepsPerEpoch } from '../training/imageTask';
import { learningRateSchedule, totalSteps } from '../training/settings';
import type { TrainingTask } from '../training/task';
import { lowBitModel, optimizerOf, realModel, type Settings, stagesOf } from './model';
import { type PackedReport, servePacked } from './packed';

export interface ArmData {
  train: ImageDataset;
  test: ImageDataset;
  description: string;
}

/** Of the last arm, beside its scores; see `PackedReport`. */
const packedOutcome = ({ times, dispatches, layers, ...numbers }: PackedReport): ArmOutcome => ({
  ...numbers,
  ...Object.fromEntries(
    Object.entries(times).flatMap(([name, { medianMs, fastestMs }]) => [
      [`${name}Ms`, medianMs],
      [`${name}FastestMs`, fastestMs],
    ]),
  ),
  ...Object.fromEntries(Object.entries(dispatches).map(([name, count]) => [`${name}Dispatches`, count])),
  layerMultiplyAdds: layers.map(({ multiplyAdds }) => multiplyAdds),
  layerWordOperations: layers.map(({ wordOperations }) => wordOperations),
  layerWeightBytes: layers.map(({ weightBytes }) => weightBytes),
  layerRealBytes: layers.map(({ realBytes }) => realBytes),
});

/** The id of the arm whose network is packed. */
export const LAST = 'few bits';
export const REAL = 'f32';

export function armsOf(lab: Lab, settings: Settings, { train, test, description }: ArmData): Arm[] {
  const { seed } = lab;
  const { batch, rounds } = settings;
  const shape = shapeOf(train);
  const perEpoch = stepsPerEpoch(train.count, batch);
  const steps = totalSteps(settings, perEpoch);
  const schedule = learningRateSchedule(lab, settings, perEpoch);
  const task = (model: ReturnType<typeof realModel>, last: number, learningRate: Schedule): TrainingTask =>
    imageTask({
      ...{ train, test, model, batch, seed, learningRate, totalSteps: last, data: description },
      optimizer: optimizerOf(settings),
      augmentation: augmentationOf(lab, settings),
    });
  const scores = async (arm: TrainedArm): Promise<ArmOutcome> => arm.evaluate();

  const arms: Arm[] = [
    { id: REAL, seed, task: task(realModel(settings, shape), steps, schedule), end: scores },
  ];
  const stages = stagesOf(settings);
  const fresh = settings.course === 'scratch';
  const first = fresh ? 0 : steps;
  for (const [index, lowBits] of stages.entries()) {
    const model = lowBitModel(settings, shape, lowBits);
    const isLast = index === stages.length - 1;
    const own = task(model, first + Math.round((steps * (index + 1)) / stages.length), (step) =>
      schedule(step - first),
    );
    const previous = arms[arms.length - 1];
    arms.push({
      id: isLast ? LAST : `${lowBits.activationBits} and ${lowBits.weightBits} bits`,
      seed,
      task: own,
      ...(!fresh && { from: { arm: previous.id, step: previous.task.totalSteps } }),
      end: !isLast
        ? scores
        : async (arm) => {
            const scored = await arm.evaluate();
            lab.status('Packing the trained network');
            const served = await servePacked(lab.gpu.aside(), model, await arm.read(), own, rounds);
            return { ...scored, ...packedOutcome(served) };
          },
    });
  }
  return arms;
}
