// The training that comes first: the network and the update rule of the network's own experiment.

import type { Model } from '../../nn/model';
import type { OptimizerConfig } from '../../optim/config';
import type { Config } from '../schema';
import { type ResNetSettings, resnetModel, resnetOptimizer } from '../train-resnet/model';
import { type ViTSettings, vitModel, vitOptimizer } from '../train-vit/model';
import type { ImageDataSettings } from '../training/imageData';
import type { ImageShape } from '../training/imageTask';
import type { TrainingSettings } from '../training/settings';
import { type Int8Settings, ownSettings } from './settings';

export interface NetworkTraining {
  settings: TrainingSettings & ImageDataSettings & { shift: number };
  model(shape: ImageShape): Model;
  optimizer: OptimizerConfig;
}

/** `adopted`: all settings of the network's own experiment, where a checkpoint of it is gone on from. */
export function trainingOf(config: Int8Settings, adopted?: Config): NetworkTraining {
  const own = ownSettings(config, adopted);
  if (config.network === 'resnet') {
    const settings = own as ResNetSettings;
    return {
      settings,
      model: (shape) => resnetModel(settings, shape),
      optimizer: resnetOptimizer(settings),
    };
  }
  const settings = own as ViTSettings;
  return { settings, model: (shape) => vitModel(settings, shape), optimizer: vitOptimizer(settings) };
}
