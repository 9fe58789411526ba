// The network and the update rule that the settings of the ResNet experiment stand for.

import type { Model } from '../../nn/model';
import { cifarResNet } from '../../nn/models/resnet';
import type { OptimizerConfig } from '../../optim/config';
import type { ConfigOf } from '../schema';
import type { ImageShape } from '../training/imageTask';
import type { schema } from './schema';

export type ResNetSettings = ConfigOf<typeof schema>;

export const resnetModel = ({ depth, width }: ResNetSettings, shape: ImageShape): Model => ({
  kind: 'resnet',
  ...cifarResNet(depth, { ...shape, widths: [width, 2 * width, 4 * width] }),
});

export const resnetOptimizer = ({ momentum, weightDecay, clipNorm }: ResNetSettings): OptimizerConfig => ({
  dense: { kind: 'sgd', momentum, weightDecay },
  ...(clipNorm > 0 && { clipNorm }),
});
