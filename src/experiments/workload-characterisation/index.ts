// The experiment "Characterise workloads".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import type { WorkloadSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const workloadCharacterisation = defineExperiment({
  id: 'workload-characterisation',
  title: 'Characterise workloads',
  about:
    'What recommendation and vision models compute, hold and move, layer by layer and at every precision, and how far this GPU and a machine of your design can follow.',
  sources,
  config: schema,
  presets,
  suggestions,
  async *run(lab, config) {
    const { characterise } = await import('./run');
    yield* characterise(lab, config as WorkloadSettings);
  },
  claims,
  views: [],
  headline: ['parameters', 'weightIntensity', 'acceleratorMs', 'stepMs'],
  figures,
});
