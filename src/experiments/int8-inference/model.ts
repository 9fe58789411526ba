// The training that comes first: the settings of the network's own experiment, with what this one changes.

import type { Model } from '../../nn/model';
import type { OptimizerConfig } from '../../optim/config';
import { type ConfigOf, defaultsOf } from '../schema';
import { type ResNetSettings, resnetModel, resnetOptimizer } from '../train-resnet/model';
import { schema as resnetSchema } from '../train-resnet/schema';
import { type ViTSettings, vitModel, vitOptimizer } from '../train-vit/model';
import { schema as vitSchema } from '../train-vit/schema';
import type { ImageDataSettings } from '../training/imageData';
import type { ImageShape } from '../training/imageTask';
import type { TrainingSettings } from '../training/settings';
import type { schema } from './schema';

export type Int8Settings = ConfigOf<typeof schema>;

/** Settings whose 0 leaves the choice to the network's experiment. */
const left: readonly string[] = ['depth', 'width', 'epochs', 'batch', 'learningRate'];

export interface NetworkTraining {
  settings: TrainingSettings & ImageDataSettings & { shift: number };
  model(shape: ImageShape): Model;
  optimizer: OptimizerConfig;
}

export function trainingOf(config: Int8Settings): NetworkTraining {
  const own = defaultsOf(config.network === 'resnet' ? resnetSchema : vitSchema);
  const given = Object.entries(config).filter(
    ([key, value]) => key in own && !(left.includes(key) && value === 0),
  );
  const merged = { ...own, ...Object.fromEntries(given) };
  if (config.network === 'resnet') {
    const settings = merged as ResNetSettings;
    return {
      settings,
      model: (shape) => resnetModel(settings, shape),
      optimizer: resnetOptimizer(settings),
    };
  }
  const settings = merged as ViTSettings;
  return { settings, model: (shape) => vitModel(settings, shape), optimizer: vitOptimizer(settings) };
}
