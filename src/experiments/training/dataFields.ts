// Settings of the data a training experiment generates when no file is given. Apart from the code that reads
// and generates, so that a page can show the settings without loading it.

import { clickPresets } from '../../data/generators/click/presets';
import { choice, integer, number } from '../schema';

/** Settings of the generated images, used when no file is given, and of augmentation. */
export const imageDataFields = () => ({
  resolution: integer({
    label: 'Resolution',
    group: 'Data',
    unit: 'pixels',
    default: 16,
    minimum: 8,
    maximum: 256,
    logarithmic: true,
    help: 'Side of the generated images, and to which images from folders are scaled.',
  }),
  classes: integer({
    label: 'Classes',
    group: 'Data',
    default: 10,
    minimum: 2,
    maximum: 20,
    help: 'Number of classes of the generated images.',
  }),
  samples: integer({
    label: 'Samples',
    group: 'Data',
    unit: 'images',
    default: 4096,
    minimum: 64,
    maximum: 1_000_000,
    logarithmic: true,
    help: 'How many images to generate for training; a quarter as many again are made for testing.',
  }),
  tail: number({
    label: 'Tail',
    group: 'Data',
    default: 0,
    minimum: 0,
    maximum: 3,
    help: 'Zipf exponent of how often each generated class occurs; 0 is balanced.',
  }),
  labelNoise: number({
    label: 'Label noise',
    group: 'Data',
    default: 0,
    minimum: 0,
    maximum: 1,
    help: 'Share of generated training labels that are wrong.',
  }),
  shift: integer({
    label: 'Shift',
    group: 'Data',
    unit: 'pixels',
    default: 1,
    minimum: 0,
    maximum: 16,
    live: true,
    help: 'Training images move by up to this much each way.',
  }),
});

/** Settings of the planted click log, used when no file is given. */
export const clickDataFields = () => ({
  data: choice({
    label: 'Click log',
    group: 'Data',
    default: 'scaling' as string,
    choices: Object.keys(clickPresets).map((value) => ({ value, label: value })),
    help: 'The generated log to train on when no file is given. Its best achievable loss is known exactly.',
  }),
  samples: integer({
    label: 'Samples',
    group: 'Data',
    unit: 'impressions',
    default: 320_000,
    minimum: 1024,
    maximum: 50_000_000,
    logarithmic: true,
    help: 'How many impressions to generate for training.',
  }),
  testSamples: integer({
    label: 'Test samples',
    group: 'Data',
    unit: 'impressions',
    default: 20_000,
    minimum: 256,
    maximum: 1_000_000,
    logarithmic: true,
    help: 'How many impressions to generate for testing, drawn after the training ones.',
  }),
});
