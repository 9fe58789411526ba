// The experiment "Train a vision transformer".

import { defineExperiment } from '../experiment';
import { classifierViews } from '../training/views';
import { claims, sources } from './claims';
import type { ViTSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const trainVit = defineExperiment({
  id: 'train-vit',
  title: 'Train a vision transformer',
  about: 'Images cut into patches become tokens that attend to each other, on this machine’s GPU.',
  sources,
  config: schema,
  presets,
  suggestions,
  async *run(lab, config) {
    const [{ train }, { vitTask }] = await Promise.all([import('../training/train'), import('./run')]);
    yield* train(lab, 'train-vit', config, await vitTask(lab, config as ViTSettings));
  },
  async outline(config, files) {
    const { vitOutline } = await import('./outline');
    return vitOutline(config as ViTSettings, files);
  },
  claims,
  views: classifierViews,
});
