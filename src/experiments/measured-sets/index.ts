// The experiment "Measure sets of tables".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import { presets } from './presets';
import { type SetSettings, schema } from './schema';
import { suggestions } from './suggestions';

export const measuredSets = defineExperiment({
  id: 'measured-sets',
  title: 'Measure sets of tables',
  about:
    'What a device takes on this GPU for the embedding tables that it holds: sets drawn at random, each measured, for networks to learn costs from.',
  sources,
  config: schema,
  input:
    'Tables made up here, or your own: a file of tables, JSON or CSV, with rows, pooling and how often rows are looked up. Drop it anywhere.',
  presets,
  suggestions,
  async *run(lab, config) {
    const { measuredSets: run } = await import('./run');
    yield* run(lab, config as SetSettings);
  },
  claims,
  views: [],
  headline: ['sets', 'meanMs', 'medianAgainError', 'linearMedianError'],
  figures,
});
