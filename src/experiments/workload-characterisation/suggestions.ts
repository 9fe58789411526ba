// What to try with the workload characterisation.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'ten-terabytes',
    title: 'give the accelerator 64 MB of on-chip memory at 10 TB/s',
    why: 'All of ResNet-50 then lies on the chip, weights too: look at which layers its arithmetic bounds, and how much of the peak rate is left unused.',
    config: { onChipMemory: 64, onChipBandwidth: 10 },
  },
  {
    id: 'ranking-batch',
    title: 'rank with MLPerf’s DLRM, 64 samples at a time',
    why: 'Its fully connected layers read each weight once for the whole batch and climb with it; its embeddings stay where they are.',
    config: { model: 'dlrm-mlperf', batch: 64 },
  },
  {
    id: 'four-bits',
    title: 'keep every number in four bits',
    why: 'Half the bytes are twice the intensity: layers that waited for memory gain, those that computed do not.',
    config: { bits: '4' },
  },
  {
    id: 'own-vit',
    title: 'characterise a ViT of your own, and run the same on this GPU',
    why: 'Its settings are at the end of the list. Compare what the accelerator would take with what each dispatch takes here.',
    config: { model: 'own-vit', measured: 'same' },
  },
];
