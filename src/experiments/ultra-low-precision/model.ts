// The networks and the update rule that the settings stand for.

import type { LowBits } from '../../nn/lowBits';
import { cifarResNet } from '../../nn/models/resnet';
import type { OptimizerConfig } from '../../optim/config';
import type { LowBitResNet } from '../../quant/packedResnet';
import type { ConfigOf } from '../schema';
import type { ImageShape } from '../training/imageTask';
import type { schema } from './schema';

export type Settings = ConfigOf<typeof schema>;

export const lowBitsOf = ({
  activationBits,
  weightBits,
  weightCode,
  activationSteps,
}: Settings): LowBits => ({
  activationBits,
  weightBits,
  weightCode,
  learnedSteps: activationSteps === 'learned',
});

export const realModel = ({ depth, width }: Settings, shape: ImageShape) => ({
  kind: 'resnet' as const,
  ...cifarResNet(depth, { ...shape, widths: [width, 2 * width, 4 * width] }),
});

export const lowBitModel = (
  settings: Settings,
  shape: ImageShape,
  lowBits = lowBitsOf(settings),
): LowBitResNet & { kind: 'resnet' } => ({ ...realModel(settings, shape), lowBits });

/** `lowBits`: null for the f32 network. */
export const modelOf = (settings: Settings, shape: ImageShape, lowBits: LowBits | null) =>
  lowBits ? lowBitModel(settings, shape, lowBits) : realModel(settings, shape);

export const optimizerOf = ({ momentum, weightDecay }: Settings): OptimizerConfig => ({
  dense: { kind: 'sgd', momentum, weightDecay },
});

/** Bits of activations and weights, stage by stage: one after the other loses a bit until both have what was asked. */
export function stagesOf(settings: Settings): LowBits[] {
  const wanted = lowBitsOf(settings);
  if (settings.course !== 'decay') return [wanted];
  const { activationBits: a, weightBits: w } = wanted;
  const stages = Array.from({ length: 5 - Math.min(a, w) }, (_, stage) => ({
    ...wanted,
    activationBits: Math.max(a, 4 - stage),
    weightBits: Math.max(w, 4 - stage),
  }));
  return stages;
}
