// A whole training step as data: the model, its starting weights and one batch, the same for everyone.

import type { HostTensor } from '../../src/compile/state';
import type { MlpConfig } from '../../src/nn/models/mlp';
import type { ResNetConfig } from '../../src/nn/models/resnet';
import type { ViTConfig } from '../../src/nn/models/vit';
import type { DenseOptimizer } from '../../src/optim/config';

export type StepModel =
  | ({ kind: 'resnet' } & ResNetConfig)
  | ({ kind: 'vit' } & ViTConfig)
  | ({ kind: 'mlp' } & MlpConfig);

export interface StepProblem {
  model: StepModel;
  batch: number;
  optimizer: DenseOptimizer;
  learningRate: number;
  /** Trained tensors by name, in the layout of src/nn; `decay` as there. */
  parameters: ReadonlyMap<string, HostTensor & { decay: boolean }>;
  /** [batch, image, image, channels]. */
  images: Float32Array<ArrayBuffer>;
  /** [batch, classes], one-hot. */
  targets: Float32Array<ArrayBuffer>;
}
