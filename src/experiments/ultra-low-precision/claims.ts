// What is claimed of numbers of a few bits, and by whom.

import type { Claim, Source } from '../experiment';
import { isDigits } from '../training/digits';
import { PUBLISHED_SPEED } from './speedTables';

export const sources: readonly Source[] = [
  {
    title: 'High performance ultra-low-precision convolutions on mobile devices',
    authors: 'Tulloch, Jia',
    year: 2017,
    link: 'https://arxiv.org/abs/1712.02427',
  },
];

const paper = 'Tulloch & Jia 2017';
const notMeasured = 'Needs "rounds" above 0.';

export const claims: readonly Claim[] = [
  {
    id: 'accuracy',
    statement:
      'A residual network with inner layers in few bits stays within five points of f32 on the digits.',
    published: 'no figure for these data',
    source: 'this project; training as in Tulloch & Jia 2017',
    measure: (input) =>
      isDigits(input) ? input.metrics.testAccuracyF32 - input.metrics.testAccuracy : undefined,
    holds: (lost) => lost <= 0.05,
    untested: 'Needs the UCI digits as data.',
  },
  {
    id: 'same-classes',
    statement:
      'On packed bits the network gives the class that it gives in f32 arithmetic, for every test image.',
    published: 'exact by construction',
    source: paper,
    measure: ({ metrics }) => (metrics.packedInputs >= 1000 ? metrics.packedDisagreements : undefined),
    holds: (disagreements) => disagreements === 0,
    untested: 'Needs at least 1,000 test images.',
  },
  {
    id: 'exact',
    statement:
      'Products of one to four bits by one to four bits are the sums of whole numbers, in every pair.',
    published: '0 wrong sums',
    source: paper,
    measure: ({ metrics }) => metrics.wrongSums,
    holds: (wrong) => wrong === 0,
    untested: notMeasured,
  },
  {
    id: 'operations',
    statement:
      'A product takes 3·A·W word operations for 32 multiply-adds (largest deviation, all products).',
    published: '3·A·W: an and, a count and an add for each pair of planes',
    source: `${paper}, derived for any widths`,
    measure: ({ metrics }) => metrics.operationsError,
    holds: (error) => error < 1e-9,
    untested: notMeasured,
  },
  {
    id: 'weight-bytes',
    statement:
      'Packed weights take W/32 of the bytes of f32 (largest deviation, rows that fill whole words).',
    published: 'W/32',
    source: `${paper}, derived`,
    measure: ({ metrics }) =>
      Number.isFinite(metrics.weightShareError) ? metrics.weightShareError : undefined,
    holds: (error) => error < 1e-9,
    untested: notMeasured,
  },
  {
    id: 'speed',
    statement:
      'Few bits are at least four times as fast as f32 and int8 in some product (the smaller of the two best ratios).',
    published: `${PUBLISHED_SPEED} on ARM Cortex-A7 and A53`,
    source: paper,
    measure: ({ metrics }) =>
      metrics.softwareAdapter === 0
        ? Math.min(metrics.fewBitsSpeedUpF32, metrics.fewBitsSpeedUpInt8)
        : undefined,
    holds: (ratio) => ratio >= 4,
    untested:
      'Needs a GPU, and "rounds" above 0. On a software adapter ratios are of a processor’s vector units; see "Beside the paper".',
  },
];
