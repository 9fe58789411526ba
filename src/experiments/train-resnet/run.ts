// Trains a CIFAR-style ResNet with SGD.

import type { Lab } from '../experiment';
import { imageData } from '../training/imageData';
import { augmentationOf, imageTask, shapeOf, stepsPerEpoch } from '../training/imageTask';
import { learningRateSchedule, totalSteps } from '../training/settings';
import { type ResNetSettings, resnetModel, resnetOptimizer } from './model';

export async function resnetTask(lab: Lab, settings: ResNetSettings) {
  const { train, test, description } = await imageData(lab, settings);
  const { batch } = settings;
  const perEpoch = stepsPerEpoch(train.count, batch);
  return imageTask({
    train,
    test,
    model: resnetModel(settings, shapeOf(train)),
    batch,
    totalSteps: totalSteps(settings, perEpoch),
    optimizer: resnetOptimizer(settings),
    learningRate: learningRateSchedule(lab, settings, perEpoch),
    augmentation: augmentationOf(lab, settings),
    seed: lab.seed,
    data: description,
  });
}
