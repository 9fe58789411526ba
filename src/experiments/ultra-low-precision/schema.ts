// Settings of the experiment below four bits. Defaults: the paper's 2-bit activations and 1-bit weights in a CIFAR-form
// ResNet of 8 layers, trained as its f32 twin is.

import { choice, configSchema, integer, number } from '../schema';
import { imageDataFields } from '../training/dataFields';
import { trainingFields } from '../training/settings';

const bits = (label: string, value: number, help: string) =>
  integer({ label, group: 'Precision', unit: 'bits', default: value, minimum: 1, maximum: 4, help });

export const schema = configSchema({
  activationBits: bits('Activations', 2, 'Levels 0, s, 2s, … of what the inner layers read.'),
  weightBits: bits('Weights', 1, 'Of the inner layers; the first and the last stay in f32.'),
  weightCode: choice({
    label: 'Weight codes',
    group: 'Precision',
    default: 'bipolar',
    choices: [
      { value: 'bipolar', label: 'Odd numbers around zero: ±1, ±3, …' },
      { value: 'signed', label: 'Two’s complement: −2, −1, 0, 1' },
    ],
    help: 'What the codes of weights stand for, times a scale for each filter.',
  }),
  activationSteps: choice({
    label: 'Activation steps',
    group: 'Precision',
    default: 'fixed',
    choices: [
      { value: 'fixed', label: 'Of a half-wave Gaussian' },
      { value: 'learned', label: 'Learned' },
    ],
    help: 'The distance between two levels: that which loses least of a rectified normal distribution, or trained from there.',
  }),
  course: choice({
    label: 'Course',
    group: 'Precision',
    default: 'scratch',
    choices: [
      { value: 'scratch', label: 'From the same start as f32' },
      { value: 'warm', label: 'From the trained f32 network' },
      { value: 'decay', label: 'Bit decay: from f32 over 4 bits down' },
    ],
    help: 'Where training in few bits begins. Every course takes as many steps in few bits as f32 took before.',
  }),
  depth: integer({
    label: 'Depth',
    group: 'Model',
    unit: 'layers',
    default: 8,
    minimum: 8,
    maximum: 110,
    help: '6n + 2 layers: 8, 14, 20, 32, 44, 56, 110.',
  }),
  width: integer({
    label: 'Width',
    group: 'Model',
    unit: 'filters',
    default: 16,
    minimum: 4,
    maximum: 256,
    logarithmic: true,
    help: 'Filters of the first stage; each further stage doubles them. A word holds 32 channels.',
  }),
  ...imageDataFields(),
  ...trainingFields({ epochs: 6, batch: 64, learningRate: 0.1, schedule: 'cosine', warmupEpochs: 0 }),
  momentum: number({
    label: 'Momentum',
    group: 'Optimizer',
    default: 0.9,
    minimum: 0,
    maximum: 0.999,
    help: 'Share of the previous update kept in the next.',
  }),
  weightDecay: number({
    label: 'Weight decay',
    group: 'Optimizer',
    default: 5e-4,
    minimum: 0,
    maximum: 1,
    logarithmic: true,
    help: 'Pulls weights (not biases or norms) towards zero.',
  }),
  matrixSize: integer({
    label: 'Matrix size',
    group: 'Measurement',
    default: 256,
    minimum: 32,
    maximum: 1024,
    logarithmic: true,
    help: 'Rows, columns and depth of the square product that every pair of widths is timed on.',
  }),
  vectorSize: integer({
    label: 'Vector size',
    group: 'Measurement',
    default: 1024,
    minimum: 32,
    maximum: 8192,
    logarithmic: true,
    help: 'Depth and columns of the product of one vector by a matrix: a layer of a batch of one.',
  }),
  layers: choice({
    label: 'Layers',
    group: 'Measurement',
    default: 'resnet-20',
    choices: [
      { value: 'resnet-20', label: 'ResNet-20 on 32×32 images' },
      { value: 'resnet-18', label: 'ResNet-18 on 224×224 images' },
    ],
    help: 'Convolutions that are timed, for a batch of one.',
  }),
  rounds: integer({
    label: 'Rounds',
    group: 'Measurement',
    default: 5,
    minimum: 0,
    maximum: 50,
    help: 'Samples of every timing, of which the median counts; 0 measures nothing.',
  }),
});
