// Trains a vision transformer with AdamW.

import type { Lab } from '../experiment';
import { imageData } from '../training/imageData';
import { augmentationOf, imageTask, shapeOf, stepsPerEpoch } from '../training/imageTask';
import { learningRateSchedule, totalSteps } from '../training/settings';
import { type ViTSettings, vitModel, vitOptimizer } from './model';

export async function vitTask(lab: Lab, settings: ViTSettings) {
  const { train, test, description } = await imageData(lab, settings);
  const { batch } = settings;
  const perEpoch = stepsPerEpoch(train.count, batch);
  return imageTask({
    train,
    test,
    model: vitModel(settings, shapeOf(train)),
    batch,
    totalSteps: totalSteps(settings, perEpoch),
    optimizer: vitOptimizer(settings),
    learningRate: learningRateSchedule(lab, settings, perEpoch),
    augmentation: augmentationOf(lab, settings),
    seed: lab.seed,
    data: description,
  });
}
