// What is claimed of the ViT experiment, and by whom.

import type { Claim, ClaimInput, Source } from '../experiment';
import { generatedImageSettings, isDefaultRun, isDigits, recordedFor } from '../training/digits';
import { schema } from './schema';

export const sources: readonly Source[] = [
  {
    title: 'An Image is Worth 16x16 Words',
    authors: 'Dosovitskiy et al.',
    year: 2020,
    link: 'https://arxiv.org/abs/2010.11929',
  },
  {
    title: 'Better plain ViT baselines for ImageNet-1k',
    authors: 'Beyer, Zhai, Kolesnikov',
    year: 2022,
    link: 'https://arxiv.org/abs/2205.01580',
  },
];

/** Test accuracy in PyTorch from the same starting weights, by seed from 0; see e2e/golden/accuracy.json. */
const PYTORCH_ACCURACIES = [0.975, 0.9733, 0.9677, 0.9699, 0.9677];
const PYTORCH_MEAN = recordedFor(-1, PYTORCH_ACCURACIES);

const tested = (input: ClaimInput) => isDigits(input) && isDefaultRun(input, schema, generatedImageSettings);
const untested = 'Needs the UCI digits as data and every setting at its default.';

export const claims: readonly Claim[] = [
  {
    id: 'digits-accuracy',
    statement: 'A vision transformer without any convolution reads handwritten digits from 3,800 examples.',
    published: `${(100 * PYTORCH_MEAN).toFixed(2)} % with the same network in PyTorch`,
    source: 'e2e/golden/accuracy.json, mean of five seeds',
    measure: (input) => (tested(input) ? input.metrics.testAccuracy : undefined),
    holds: (accuracy) => accuracy >= 0.965,
    untested,
  },
  {
    id: 'same-as-pytorch',
    statement:
      'Training here ends within half a point of PyTorch with the same configuration and starting weights.',
    published: `${(100 * PYTORCH_MEAN).toFixed(2)} % (mean of five seeds)`,
    source: 'e2e/golden/accuracy.json',
    measure: (input) =>
      tested(input)
        ? Math.abs(input.metrics.testAccuracy - recordedFor(input.seed, PYTORCH_ACCURACIES))
        : undefined,
    holds: (difference) => difference <= 0.005,
    untested,
  },
];
