// The experiment "Train under a sharding plan".

import { defineExperiment } from '../experiment';
import { claims, sources } from './claims';
import { figures } from './figures';
import { presets } from './presets';
import { schema, type ZionexSettings } from './schema';
import { suggestions } from './suggestions';

export const zionex = defineExperiment({
  id: 'zionex',
  title: 'Train under a sharding plan',
  about:
    'A DLRM whose tables are cut over virtual devices: what each of them computes and sends, whether it learns the same, and how that would scale.',
  sources,
  config: schema,
  input:
    'A click log made up by the settings, or yours. With a plan as TorchRec writes it, and as the placement panel saves it, training runs under that plan; else rules make one. Drop them anywhere.',
  severalInputs: true,
  presets,
  suggestions,
  async *run(lab, config) {
    const { zionex } = await import('./run');
    yield* zionex(lab, config as ZionexSettings);
  },
  claims,
  views: [],
  headline: ['testLogLoss', 'planChange', 'exchangeBytes', 'deviceComputeMs'],
  figures,
});
