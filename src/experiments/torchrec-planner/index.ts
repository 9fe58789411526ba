// The experiment "Plan with TorchRec".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import type { PlannerSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const torchrecPlanner = defineExperiment({
  id: 'torchrec-planner',
  title: 'Plan with TorchRec',
  about:
    'How TorchRec’s planner shards embedding tables over devices, why, and how much faster a better plan is in its own estimate; plans go out and come in as TorchRec’s JSON.',
  sources,
  config: schema,
  input:
    'The tables that are set, or your own: a list of tables, or the model.json of a run; with them or without, a plan of TorchRec to check and improve; or estimates and plans that TorchRec wrote. Drop them anywhere.',
  severalInputs: true,
  presets,
  suggestions,
  async *run(lab, config) {
    const run = await import('./run');
    yield* run.torchrecPlanner(lab, config as PlannerSettings);
  },
  claims,
  views: [],
  headline: ['plannerMs', 'improvedMs', 'gap', 'narrowMs'],
  figures,
});
