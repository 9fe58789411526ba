// The experiment "Below four bits".

import { defineExperiment } from '../experiment';
import { classifierViews } from '../training/views';
import { claims, sources } from './claims';
import { figures } from './figures';
import type { Settings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

const id = 'ultra-low-precision';

export const ultraLowPrecision = defineExperiment({
  id,
  title: 'Below four bits',
  about:
    'A residual network learns to live with activations of two bits and weights of one, then runs on packed bits: what that costs in accuracy, and saves in time and bytes on this GPU.',
  sources,
  config: schema,
  presets,
  suggestions,
  async *run(lab, config) {
    const { runUltraLowPrecision } = await import('./run');
    yield* runUltraLowPrecision(lab, id, config);
  },
  async outline(config, files) {
    const { ultraLowPrecisionOutline } = await import('./outline');
    return ultraLowPrecisionOutline(config as Settings, files);
  },
  claims,
  views: classifierViews,
  figures,
});
