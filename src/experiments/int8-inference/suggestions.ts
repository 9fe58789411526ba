// What to try with the int8 inference experiment.

import type { Suggestion } from '../experiment';

export const suggestions: readonly Suggestion[] = [
  {
    id: 'few-bits',
    title: 'code the weights in four bits',
    why: 'At eight bits every technique answers nearly as f32 does. At four, look at what one scale for a whole tensor does to the answers, and what each technique wins back.',
    config: { weightBits: 4 },
  },
  {
    id: 'few-calibration-images',
    title: 'calibrate on a single image',
    why: 'Ranges that are too narrow cut off what later images bring; compare the noise in the logits.',
    config: { calibration: 1 },
  },
  {
    id: 'transformer',
    title: 'bring a vision transformer to integers',
    why: 'Its products are integers, its attention and norms stay real: compare the sensitivity of its layers with those of a ResNet.',
    config: { network: 'vit' },
  },
];
