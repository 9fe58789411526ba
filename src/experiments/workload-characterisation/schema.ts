// Settings of the workload characterisation: a model, a hypothetical accelerator, and what to measure here.

import { choice, configSchema, integer, number, renamed } from '../schema';
import { schema as dlrm } from '../train-dlrm/schema';
import { schema as resnet } from '../train-resnet/schema';
import { schema as vit } from '../train-vit/schema';

const vision = 'Vision';
const recommendation = 'Recommendation';
const own = 'Your own';

/** Every named model; a test compares them with `src/nn/presets`. */
const named = [
  { value: 'mlp-digits', label: 'Perceptron, 8×8 digits', group: vision },
  { value: 'resnet-8-digits', label: 'ResNet-8, 8×8 digits', group: vision },
  { value: 'resnet-20', label: 'ResNet-20, 32×32', group: vision },
  { value: 'resnet-56', label: 'ResNet-56, 32×32', group: vision },
  { value: 'resnet-18', label: 'ResNet-18, ImageNet', group: vision },
  { value: 'resnet-34', label: 'ResNet-34, ImageNet', group: vision },
  { value: 'resnet-50', label: 'ResNet-50, ImageNet', group: vision },
  { value: 'vit-digits', label: 'ViT, 8×8 digits', group: vision },
  { value: 'vit-small-images', label: 'ViT, 32×32', group: vision },
  { value: 'vit-tiny-16', label: 'ViT-Ti/16, ImageNet', group: vision },
  { value: 'vit-small-16', label: 'ViT-S/16, ImageNet', group: vision },
  { value: 'vit-base-16', label: 'ViT-B/16, ImageNet', group: vision },
  { value: 'dlrm-small', label: 'DLRM, generated clicks', group: recommendation },
  { value: 'dlrm-kaggle', label: 'DLRM, Criteo Kaggle', group: recommendation },
  { value: 'dlrm-terabyte', label: 'DLRM, Criteo terabyte', group: recommendation },
  { value: 'dlrm-mlperf', label: 'DLRM, MLPerf', group: recommendation },
  { value: 'dlrm-dcnv2', label: 'DLRM-DCNv2, MLPerf', group: recommendation },
  { value: 'own-resnet', label: 'ResNet as set below', group: own },
  { value: 'own-vit', label: 'ViT as set below', group: own },
  { value: 'own-dlrm', label: 'DLRM as set below', group: own },
] as const;

const modes = [
  { value: 'inference', label: 'Inference' },
  { value: 'training', label: 'Training' },
] as const;

const ownResnet = { group: 'Own ResNet' };
const ownVit = { group: 'Own ViT' };
const ownDlrm = { group: 'Own DLRM' };

export const schema = configSchema({
  model: choice({
    label: 'Model',
    group: 'Workload',
    default: 'resnet-50',
    choices: named,
    help: 'Whose layers are counted, from shapes alone: the largest ones too, on any machine.',
  }),
  batch: integer({
    label: 'Batch',
    group: 'Workload',
    unit: 'samples',
    default: 1,
    minimum: 1,
    maximum: 65_536,
    logarithmic: true,
    help: 'Samples that are computed together.',
  }),
  mode: choice({
    label: 'Mode',
    group: 'Workload',
    default: 'inference',
    choices: modes,
    help: 'The forward pass alone, or a whole step with gradients and update.',
  }),
  peakOperations: number({
    label: 'Peak rate',
    group: 'Accelerator',
    unit: 'TOP/s',
    default: 100,
    minimum: 0.001,
    maximum: 100_000,
    logarithmic: true,
    help: 'Operations of the hypothetical accelerator, whatever the precision; a multiply-add is two.',
  }),
  dramBandwidth: number({
    label: 'DRAM',
    group: 'Accelerator',
    unit: 'GB/s',
    default: 100,
    minimum: 0.1,
    maximum: 100_000,
    logarithmic: true,
    help: 'Bandwidth of its memory.',
  }),
  onChipMemory: number({
    label: 'On-chip memory',
    group: 'Accelerator',
    unit: 'MB',
    default: 8,
    minimum: 0,
    maximum: 100_000,
    help: 'Its size; the tensors that save most traffic a byte are put there.',
  }),
  onChipBandwidth: number({
    label: 'On-chip bandwidth',
    group: 'Accelerator',
    unit: 'TB/s',
    default: 1,
    minimum: 0.01,
    maximum: 1000,
    logarithmic: true,
    help: 'Bandwidth of what lies there.',
  }),
  bits: choice({
    label: 'Precision',
    group: 'Accelerator',
    default: '8',
    choices: [
      { value: '32', label: 'f32' },
      { value: '16', label: 'f16' },
      { value: '8', label: 'int8' },
      { value: '4', label: '4 bits' },
      { value: '2', label: '2 bits' },
      { value: '1', label: '1 bit' },
    ],
    help: 'Of weights and activations on the accelerator.',
  }),
  measured: choice({
    label: 'Measured model',
    group: 'Measurement',
    default: 'vit-digits',
    choices: [{ value: 'none', label: 'None' }, { value: 'same', label: 'The same as above' }, ...named],
    help: 'Whose step is run on this GPU, dispatch by dispatch.',
  }),
  measuredBatch: integer({
    label: 'Measured batch',
    group: 'Measurement',
    unit: 'samples',
    default: 32,
    minimum: 1,
    maximum: 65_536,
    logarithmic: true,
    help: 'Samples in the measured step.',
  }),
  measuredMode: choice({
    label: 'Measured mode',
    group: 'Measurement',
    default: 'inference',
    choices: modes,
    help: 'The forward pass alone, or a whole step.',
  }),
  fusions: integer({
    label: 'Fusions measured',
    group: 'Measurement',
    unit: 'chains',
    default: 3,
    minimum: 0,
    maximum: 50,
    help: 'How many chains of ops are run both as one kernel and op by op, those that save most first.',
  }),
  resnetDepth: renamed(resnet.entries.depth, ownResnet),
  resnetWidth: renamed(resnet.entries.width, ownResnet),
  resnetResolution: renamed(resnet.entries.resolution, ownResnet),
  resnetClasses: renamed(resnet.entries.classes, ownResnet),
  vitWidth: renamed(vit.entries.width, ownVit),
  vitDepth: renamed(vit.entries.depth, ownVit),
  vitHeads: renamed(vit.entries.heads, ownVit),
  vitPatch: renamed(vit.entries.patch, ownVit),
  vitMlpRatio: renamed(vit.entries.mlpRatio, ownVit),
  vitResolution: renamed(vit.entries.resolution, ownVit),
  vitClasses: renamed(vit.entries.classes, ownVit),
  dlrmDimension: renamed(dlrm.entries.dimension, ownDlrm),
  dlrmBottom: renamed(dlrm.entries.bottom, ownDlrm),
  dlrmTop: renamed(dlrm.entries.top, ownDlrm),
  dlrmInteraction: renamed(dlrm.entries.interaction, ownDlrm),
  dlrmData: renamed(dlrm.entries.data, ownDlrm),
});
