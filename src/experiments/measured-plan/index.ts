// The experiment "Run a plan's kernels".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { type RanPlanSettings, schema } from './schema';
import { suggestions } from './suggestions';

export const measuredPlan = defineExperiment({
  id: 'measured-plan',
  title: 'Run a plan’s kernels',
  about:
    'What every device of a sharding plan takes on this GPU: the real kernels of its shards, one virtual device after another, beside what measured costs predict.',
  sources,
  config: schema,
  input:
    'Tables and a plan made up here, or yours: a file of tables (JSON or CSV, or the model.json of an exported plan), a plan as TorchRec writes it, and measured costs to hold it against. Drop them anywhere.',
  severalInputs: true,
  suggestions,
  async *run(lab, config) {
    const { measuredPlan: run } = await import('./run');
    yield* run(lab, config as RanPlanSettings);
  },
  claims,
  views: [],
  headline: ['slowestKernelsMs', 'meanKernelsMs', 'exchangeMs', 'stepMs'],
  figures: [
    {
      ...{ id: 'devices', title: 'What every device takes', finding: 'devices', mark: 'bar' },
      ...{ x: 'device', y: 'measured' },
    },
  ],
});
