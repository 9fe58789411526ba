// The experiment "Int8 inference".

import { defineExperiment } from '../experiment';
import { classifierViews } from '../training/views';
import { claims, sources } from './claims';
import { presets } from './presets';
import { schema } from './schema';
import { adoptedSettings, type Int8Settings } from './settings';
import { suggestions } from './suggestions';
import { figures } from './views';

export const int8Inference = defineExperiment({
  id: 'int8-inference',
  title: 'Int8 inference',
  about:
    'A network is trained, its weights and activations become bytes, and the whole test set runs on integer kernels.',
  sources,
  config: schema,
  presets,
  suggestions,
  async *run(lab, config) {
    const run = await import('./run');
    yield* run.int8Inference(lab, config);
  },
  async outline(config, files) {
    const { int8Outline } = await import('./outline');
    return int8Outline(config as Int8Settings, files);
  },
  adopts: {
    'train-resnet': (config) => adoptedSettings('resnet', config),
    'train-vit': (config) => adoptedSettings('vit', config),
  },
  claims,
  views: classifierViews,
  figures,
});
