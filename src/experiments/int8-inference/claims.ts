// What is claimed of int8 inference, and by whom. Figures that no source gives are this lab's own goals, and say so.

import type { Claim, ClaimInput, Source } from '../experiment';
import { generatedImageSettings, isDefaultRun, isDigits } from '../training/digits';
import { schema } from './schema';

export const sources: readonly Source[] = [
  {
    title: 'Deep Learning Inference in Facebook Data Centers',
    authors: 'Park et al.',
    year: 2018,
    link: 'https://arxiv.org/abs/1811.09886',
  },
  {
    title: 'Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference',
    authors: 'Jacob et al.',
    year: 2018,
    link: 'https://arxiv.org/abs/1712.05877',
  },
  {
    title: 'FBGEMM: Enabling High-Performance Low-Precision Deep Learning Inference',
    authors: 'Khudia et al.',
    year: 2021,
    link: 'https://arxiv.org/abs/2101.05615',
  },
];

const CODE = 'caffe2/quantization/server/README.md';
const park = 'Park et al. 2018';
const noFigure = 'no figure; the goal of this lab:';

const onDigits = (input: ClaimInput) =>
  isDigits(input) && isDefaultRun(input, schema, [...generatedImageSettings, 'network', 'timedRuns']);
const digitsOnly = 'Needs the UCI digits as data and every setting but the network at its default.';
const unfinished = 'The run ended before it was measured.';

export const claims: readonly Claim[] = [
  {
    id: 'int8-accuracy',
    statement:
      'On integers throughout a network answers as well as in f32: at most 0.3 points fewer are right.',
    published: `${noFigure} 0.3 points`,
    source: park,
    measure: (input) =>
      onDigits(input) ? 100 * (input.metrics.f32Accuracy - input.metrics.int8Accuracy) : undefined,
    holds: (points) => points <= 0.3,
    untested: digitsOnly,
  },
  {
    id: 'techniques',
    statement:
      'Scales for each filter, ranges of least error and net-aware ranges leave less noise in the logits.',
    published: `no figure; all are part of the method (${CODE})`,
    source: `${park}; ${CODE}`,
    measure: ({ metrics }) => metrics.int8LogitDecibels - metrics.plainLogitDecibels,
    holds: (decibels) => decibels > 0,
    untested: unfinished,
  },
  {
    id: 'selective',
    statement: 'Leaving the most sensitive layers in f32 leaves still less noise.',
    published: 'no figure',
    source: park,
    measure: ({ config, metrics }) =>
      Number(config.realWork) > 0 ? metrics.selectiveLogitDecibels - metrics.int8LogitDecibels : undefined,
    holds: (decibels) => decibels >= 0,
    untested: 'Needs some work that may stay real.',
  },
  {
    id: 'per-channel',
    statement: 'Where the scales of filters spread tenfold, a scale for each is worth 6 dB and more.',
    published: `${noFigure} 6 dB on drawn filters`,
    source: CODE,
    measure: ({ metrics }) => metrics.perChannelGainDecibels,
    holds: (decibels) => decibels >= 6,
    untested: unfinished,
  },
  {
    id: 'least-squares',
    statement:
      'On heavy tails the range of least squared error is at least 1 dB above the range of all values.',
    published: `${noFigure} 1 dB at 8 bits on Student-t(3)`,
    source: CODE,
    measure: ({ metrics }) => metrics.leastSquaresGainDecibels,
    holds: (decibels) => decibels >= 1,
    untested: unfinished,
  },
  {
    id: 'split-exact',
    statement: 'A narrow product and a sparse wide one add up to the whole product, to the last bit.',
    published: 'equal, by construction',
    source: park,
    measure: ({ metrics }) => metrics.outlierDifference,
    holds: (difference) => difference === 0,
    untested: unfinished,
  },
  {
    id: 'outliers',
    statement: 'Outliers are few where tails are heavy only: Gaussian weights have several times as many.',
    published: 'no figure in what could be looked up',
    source: CODE,
    measure: ({ metrics }) => metrics.gaussianOutliers / metrics.heavyTailOutliers,
    holds: (ratio) => ratio >= 3,
    untested: unfinished,
  },
  {
    id: 'overflow',
    statement:
      'With six bits left in the narrow part, sums of 128 products leave 16 bits at most a twentieth as often.',
    published: `${noFigure} a twentieth, for Laplace and Student-t(3) weights`,
    source: park,
    measure: ({ metrics }) => Math.max(metrics.laplaceOverflowRatio, metrics.heavyTailOverflowRatio),
    holds: (ratio) => ratio <= 0.05,
    untested: unfinished,
  },
  {
    id: 'exact',
    statement:
      'The integer network computes the very codes of its definition: those of the float64 interpreter.',
    published: 'equal, by construction',
    source: 'Jacob et al. 2018',
    measure: ({ metrics }) => metrics.differingCodes,
    holds: (differing) => differing === 0,
    untested: 'Needs a network without real layers that the interpreter can run in seconds.',
  },
  {
    id: 'speed',
    statement: 'Int8 runs faster than f32.',
    published: 'more than 2 times production f32, on CPUs (abstract)',
    source: 'Khudia et al. 2021',
    measure: ({ metrics }) => metrics.int8SpeedOnHardware,
    holds: (ratio) => ratio >= 1,
    untested: 'A software adapter says nothing of what hardware gains; its times are in the table of costs.',
  },
];
