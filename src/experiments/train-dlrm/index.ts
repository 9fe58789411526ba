// The experiment "Train a recommendation model".

import { defineExperiment } from '../experiment';
import { clickViews } from '../training/views';
import { claims, sources } from './claims';
import type { DlrmSettings } from './model';
import { presets } from './presets';
import { schema } from './schema';
import { suggestions } from './suggestions';

export const trainDlrm = defineExperiment({
  id: 'train-dlrm',
  title: 'Train a recommendation model',
  about: 'Embedding tables and two small networks learn who clicks on what, on this machine’s GPU.',
  sources,
  config: schema,
  presets,
  suggestions,
  async *run(lab, config) {
    const [{ train }, { dlrmTask }, { leavingTables }] = await Promise.all([
      import('../training/train'),
      import('./run'),
      import('../placement/countedTables'),
    ]);
    const task = await dlrmTask(lab, config as DlrmSettings);
    yield* leavingTables(train(lab, 'train-dlrm', config, task), task.log, task.totalSteps);
  },
  async outline(config, files) {
    const { dlrmOutline } = await import('./outline');
    return dlrmOutline(config as DlrmSettings, files);
  },
  claims,
  views: clickViews,
});
