// What is claimed of periodic regularisers, and by whom. The paper's tables could not be retrieved: its abstract alone is
// quoted, and what it gives no figure for says so.

import type { Claim, ClaimInput, Source } from '../experiment';
import { generatedImageSettings, isDefaultRun, isDigits } from '../training/digits';
import { schema } from './schema';

export const sources: readonly Source[] = [
  {
    title: 'On Periodic Functions as Regularizers for Quantization of Neural Networks',
    authors: 'Naumov, Diril, Park, Ray, Jablonski, Tulloch',
    year: 2018,
    link: 'https://arxiv.org/abs/1811.09862',
  },
  {
    title: 'Optical Recognition of Handwritten Digits',
    authors: 'Alpaydin, Kaynak',
    year: 1998,
    link: 'https://doi.org/10.24432/C50P49',
  },
];

/** Settings that change neither an arm that claims speak of nor its data. */
const ignored = [...generatedImageSettings, 'model', 'seeds', 'twoBits', 'otherWave'];
const LEAST_SEEDS = 3;

const tested = (input: ClaimInput) =>
  isDigits(input) && isDefaultRun(input, schema, ignored) && Number(input.config.seeds) >= LEAST_SEEDS;

const untested = `Needs the UCI digits as data, ${LEAST_SEEDS} seeds or more, and the regulariser’s settings at their defaults.`;
const noFigure = 'no figure: only the abstract could be retrieved';
const source = 'arXiv 1811.09862, abstract';

const metric = (name: string) => (input: ClaimInput) => (tested(input) ? input.metrics[name] : undefined);

export const claims: readonly Claim[] = [
  {
    id: 'four-bits',
    statement:
      'Rounded to 4 bits, the regularised network loses at most one point against plain training in f32.',
    published: '“the same accuracy as the original” (tables not retrieved)',
    source,
    measure: metric('fourBitLoss'),
    holds: (loss) => loss <= 0.01,
    untested,
  },
  {
    id: 'three-bits',
    statement:
      'At 3 bits it wins back at least 60 % of the accuracy that rounding after plain training costs.',
    published: noFigure,
    source,
    measure: metric('threeBitWonBack'),
    holds: (share) => share >= 0.6,
    untested,
  },
  {
    id: 'grid-distance',
    statement: 'Its weights lie on the grid: less than 0.02 steps away on average (spread evenly: 0.25).',
    published: noFigure,
    source,
    measure: metric('gridDistance'),
    holds: (distance) => distance < 0.02,
    untested,
  },
  {
    id: 'schedule',
    statement:
      'A regulariser whose amplitude rises during training beats the same one at full strength from the start, by more than two standard errors within seeds (3 bits).',
    published: noFigure,
    source: `${source}: frequency and amplitude may change during training`,
    measure: (input) =>
      tested(input) ? input.metrics.scheduleGain - 2 * input.metrics.scheduleGainError : undefined,
    holds: (leastGain) => leastGain > 0,
    untested,
  },
];
