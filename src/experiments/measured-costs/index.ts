// The experiment "Predict a step from its shards".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import { presets } from './presets';
import { type CostSettings, schema } from './schema';
import { suggestions } from './suggestions';

export const measuredCosts = defineExperiment({
  id: 'measured-costs',
  title: 'Predict a step from its shards',
  about:
    'What shards of embedding tables cost on this GPU, measured; how near that comes to steps of whole plans that were held back; and what a planner makes of it.',
  sources,
  config: schema,
  input:
    'Tables made up here, or your own: a file of tables, JSON or CSV, with rows, pooling and how often rows are looked up. Drop it anywhere.',
  presets,
  suggestions,
  async *run(lab, config) {
    const { measuredCosts: run } = await import('./run');
    yield* run(lab, config as CostSettings);
  },
  claims,
  views: [],
  headline: ['maxRelativeError', 'medianRelativeError', 'measuredPlanMs', 'planRatio'],
  figures,
});
