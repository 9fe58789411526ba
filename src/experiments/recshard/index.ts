// The experiment "Split tables by rows".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import type { RecshardSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const recshard = defineExperiment({
  id: 'recshard',
  title: 'Split tables by rows',
  about:
    'Hot rows of embedding tables in fast memory, the others in the host’s: which rows, on which device, and how much faster that is than placing whole tables (RecShard).',
  sources,
  config: schema,
  input:
    'Tables made up here, or your own: a file of tables, JSON or CSV, with rows, pooling and how often rows are looked up. Drop it anywhere.',
  presets,
  suggestions,
  async *run(lab, config) {
    const { recshardRun } = await import('./run');
    yield* recshardRun(lab, config as RecshardSettings);
  },
  claims,
  views: [],
  headline: ['bottleneckMs', 'bottleneckRatio', 'balanceRatio', 'slowAccessRatio'],
  figures,
});
