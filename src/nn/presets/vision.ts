// Vision models from digits on an integrated GPU to the published sizes.

import { cifarResNet, type ResNetConfig } from '../models/resnet';
import type { ViTConfig } from '../models/vit';

const digits = { image: 8, channels: 1, classes: 10 };
const imageNet = { image: 224, channels: 3, classes: 1000 };

const imageNetResNet = (block: ResNetConfig['block'], blocks: readonly number[]) =>
  ({ kind: 'resnet', ...imageNet, stem: 'large', block, widths: [64, 128, 256, 512], blocks }) as const;

const imageNetViT = (width: number, heads: number): ViTConfig & { kind: 'vit' } => ({
  kind: 'vit',
  ...imageNet,
  patch: 16,
  width,
  depth: 12,
  heads,
  mlpRatio: 4,
});

export const visionPresets = {
  'mlp-digits': {
    title: 'Perceptron for 8×8 digits',
    model: { kind: 'mlp', ...digits, hidden: [64] },
  },
  'resnet-8-digits': {
    title: 'ResNet-8 for 8×8 digits',
    model: { kind: 'resnet', ...cifarResNet(8, digits) },
  },
  'resnet-20': {
    title: 'ResNet-20 for 32×32 images',
    model: { kind: 'resnet', ...cifarResNet(20) },
  },
  'resnet-56': {
    title: 'ResNet-56 for 32×32 images',
    model: { kind: 'resnet', ...cifarResNet(56) },
  },
  'resnet-18': { title: 'ResNet-18 for ImageNet', model: imageNetResNet('basic', [2, 2, 2, 2]) },
  'resnet-34': { title: 'ResNet-34 for ImageNet', model: imageNetResNet('basic', [3, 4, 6, 3]) },
  'resnet-50': { title: 'ResNet-50 for ImageNet', model: imageNetResNet('bottleneck', [3, 4, 6, 3]) },
  'vit-digits': {
    title: 'ViT for 8×8 digits',
    model: {
      kind: 'vit',
      ...digits,
      patch: 2,
      width: 48,
      depth: 3,
      heads: 4,
      mlpRatio: 2,
      initialisation: 'glorot',
    },
  },
  'vit-small-images': {
    title: 'ViT for 32×32 images',
    model: {
      kind: 'vit',
      image: 32,
      channels: 3,
      classes: 10,
      patch: 4,
      width: 192,
      depth: 6,
      heads: 3,
      mlpRatio: 4,
    },
  },
  'vit-tiny-16': { title: 'ViT-Ti/16 for ImageNet', model: imageNetViT(192, 3) },
  'vit-small-16': { title: 'ViT-S/16 for ImageNet', model: imageNetViT(384, 6) },
  'vit-base-16': { title: 'ViT-B/16 for ImageNet', model: imageNetViT(768, 12) },
} as const;
