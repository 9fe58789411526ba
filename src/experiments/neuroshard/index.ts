// The experiment "Learn what tables cost".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import type { NeuroshardSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const neuroshard = defineExperiment({
  id: 'neuroshard',
  title: 'Learn what tables cost',
  about:
    'Networks over sets of embedding tables learn what a device’s lookups cost, from measured costs; a beam search over column splits then places tables by what they predict (NeuroShard).',
  sources,
  config: schema,
  input:
    'Costs modelled here, or yours, measured: a line “task: ids | cost: ms” a set of tables, as “Measure sets of tables” leaves it, with the file of those tables (JSON or CSV) beside it; exchanges between devices; lists of tasks. Drop them anywhere.',
  severalInputs: true,
  presets,
  suggestions,
  async *run(lab, config) {
    const { neuroshardRun } = await import('./run');
    yield* neuroshardRun(lab, config as NeuroshardSettings);
  },
  claims,
  views: [],
  headline: ['testMse', 'medianRelativeError', 'searchImprovement', 'localImprovement'],
  figures,
});
