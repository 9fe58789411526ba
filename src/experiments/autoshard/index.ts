// The experiment "Learn to balance tables".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import type { AutoshardSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const autoshard = defineExperiment({
  id: 'autoshard',
  title: 'Learn to balance tables',
  about:
    'An actor-critic with a memory learns from measured times to spread embedding tables evenly over devices, and then places other tables, and other numbers of them, without further training (AutoShard).',
  sources,
  config: schema,
  input:
    'Tasks and costs made here, or yours: a file of tables (JSON or CSV), lists of tasks with “train” and “test”, and measured costs of sets of tables. Drop them anywhere.',
  severalInputs: true,
  presets,
  suggestions,
  async *run(lab, config) {
    const { autoshardRun } = await import('./run');
    yield* autoshardRun(lab, config as AutoshardSettings);
  },
  claims,
  views: [],
  headline: ['policyBalance', 'greedyBalance', 'localBalance', 'policyMs', 'greedyMs'],
  figures,
});
