// The networks of the course as arms to train, the last of which is packed at its end.

import type { ImageDataset } from '../../data/dataset';
import type { Lab } from '../experiment';
import type { Arm, ArmOutcome, TrainedArm } from '../training/arms';
import { augmentationOf, imageTask, shapeOf, stepsPerEpoch } from '../training/imageTask';
import { learningRateSchedule, totalSteps } from '../training/settings';
import { courseOf, LAST } from './course';
import { lowBitModel, modelOf, optimizerOf, type Settings } from './model';
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

export function armsOf(lab: Lab, settings: Settings, { train, test, description }: ArmData): Arm[] {
  const { seed } = lab;
  const { batch, rounds } = settings;
  const shape = shapeOf(train);
  const perEpoch = stepsPerEpoch(train.count, batch);
  const steps = totalSteps(settings, perEpoch);
  const schedule = learningRateSchedule(lab, settings, perEpoch);
  const scores = async (arm: TrainedArm): Promise<ArmOutcome> => arm.evaluate();
  return courseOf(settings, steps).map(({ id, from, lowBits, totalSteps, begins }): Arm => {
    const task = imageTask({
      ...{ train, test, batch, seed, totalSteps, data: description },
      model: modelOf(settings, shape, lowBits),
      learningRate: (step) => schedule(step - begins),
      optimizer: optimizerOf(settings),
      augmentation: augmentationOf(lab, settings),
    });
    const pack = async (arm: TrainedArm): Promise<ArmOutcome> => {
      const scored = await arm.evaluate();
      lab.status('Packing the trained network');
      const model = lowBitModel(settings, shape);
      const served = await servePacked(lab.gpu.aside(), model, await arm.read(), task, rounds);
      return { ...scored, ...packedOutcome(served) };
    };
    return { id, seed, task, from, end: id === LAST ? pack : scores };
  });
}
