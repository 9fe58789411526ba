// Starting points of the workload characterisation beside its defaults.

import type { Preset } from '../experiment';

export const presets: readonly Preset[] = [
  {
    id: 'count-only',
    title: 'Count only',
    about: 'nothing runs on the GPU: done in seconds',
    config: { measured: 'none' },
  },
  {
    id: 'recommendation',
    title: 'Recommendation',
    about: 'MLPerf’s DLRM at a ranking batch, and a small one measured',
    config: { model: 'dlrm-mlperf', batch: 64, measured: 'dlrm-small', measuredBatch: 512 },
  },
  {
    id: 'transformer',
    title: 'Transformer',
    about: 'a training step of ViT-B/16, counted',
    config: { model: 'vit-base-16', batch: 32, mode: 'training' },
  },
];
