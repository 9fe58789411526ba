// The network and the update rule that the settings of the vision transformer experiment stand for.

import type { Model } from '../../nn/model';
import type { OptimizerConfig } from '../../optim/config';
import type { ConfigOf } from '../schema';
import type { ImageShape } from '../training/imageTask';
import type { schema } from './schema';

export type ViTSettings = ConfigOf<typeof schema>;

export function vitModel(settings: ViTSettings, shape: ImageShape): Model {
  const { width, depth, heads, patch, mlpRatio, dropout } = settings;
  return {
    kind: 'vit',
    ...shape,
    width,
    depth,
    heads,
    patch,
    mlpRatio,
    dropout,
    initialisation: 'glorot',
    positionDeviation: 0.5,
  };
}

export const vitOptimizer = ({ weightDecay, clipNorm }: ViTSettings): OptimizerConfig => ({
  dense: { kind: 'adamw', weightDecay },
  ...(clipNorm > 0 ? { clipNorm } : { reportGradientNorm: true }),
});
