// The experiment "Train a ResNet".

import { defineExperiment } from '../experiment';
import { classifierViews } from '../training/views';
import { claims, sources } from './claims';
import type { ResNetSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const trainResnet = defineExperiment({
  id: 'train-resnet',
  title: 'Train a ResNet',
  about: 'A convolutional network with shortcuts learns to tell images apart, on this machine’s GPU.',
  sources,
  config: schema,
  presets,
  suggestions,
  async *run(lab, config) {
    const [{ train }, { resnetTask }] = await Promise.all([import('../training/train'), import('./run')]);
    yield* train(lab, 'train-resnet', config, await resnetTask(lab, config as ResNetSettings));
  },
  async outline(config, files) {
    const { resnetOutline } = await import('./outline');
    return resnetOutline(config as ResNetSettings, files);
  },
  claims,
  views: classifierViews,
});
