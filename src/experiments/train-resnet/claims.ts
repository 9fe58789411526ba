// What is claimed of the ResNet experiment, and by whom.

import type { Claim, ClaimInput, Source } from '../experiment';
import { generatedImageSettings, isDefaultRun, isDigits, recordedFor } from '../training/digits';
import { schema } from './schema';

export const sources: readonly Source[] = [
  {
    title: 'Deep Residual Learning for Image Recognition',
    authors: 'He, Zhang, Ren, Sun',
    year: 2015,
    link: 'https://arxiv.org/abs/1512.03385',
  },
  {
    title: 'Optical Recognition of Handwritten Digits',
    authors: 'Alpaydin, Kaynak',
    year: 1998,
    link: 'https://doi.org/10.24432/C50P49',
  },
];

/** Test accuracy in PyTorch from the same starting weights, by seed from 0; see e2e/golden/accuracy.json. */
const PYTORCH_ACCURACIES = [0.9855, 0.9839, 0.9861, 0.9839, 0.9878];
const PYTORCH_MEAN = recordedFor(-1, PYTORCH_ACCURACIES);

const tested = (input: ClaimInput) => isDigits(input) && isDefaultRun(input, schema, generatedImageSettings);
const untested = 'Needs the UCI digits as data and every setting at its default.';

export const claims: readonly Claim[] = [
  {
    id: 'digits-accuracy',
    statement:
      'A residual network of eight layers reaches 98 % on handwritten digits of writers it has not seen.',
    published: `${(100 * PYTORCH_MEAN).toFixed(2)} % with the same network in PyTorch`,
    source: 'e2e/golden/accuracy.json, mean of five seeds',
    measure: (input) => (tested(input) ? input.metrics.testAccuracy : undefined),
    holds: (accuracy) => accuracy >= 0.98,
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
