// The experiment "Learn to place tables".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import type { DreamshardSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const dreamshard = defineExperiment({
  id: 'dreamshard',
  title: 'Learn to place tables',
  about:
    'A policy that learns by reinforcement on a learned cost model which device each embedding table goes to, and then places tables that it has never seen (DreamShard).',
  sources,
  config: schema,
  input:
    'Tasks and costs made here, or yours: a file of tables (JSON or CSV), lists of tasks with “train” and “test”, and measured costs of sets of tables. Drop them anywhere.',
  severalInputs: true,
  presets,
  suggestions,
  async *run(lab, config) {
    const { dreamshardRun } = await import('./run');
    yield* dreamshardRun(lab, config as DreamshardSettings);
  },
  claims,
  views: [],
  headline: ['greedyMs', 'policyMs', 'patientMs', 'localMs', 'reachableMs'],
  figures,
});
