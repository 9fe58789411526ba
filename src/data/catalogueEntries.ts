// The datasets the lab knows: some it makes itself, the others a reader brings as files.

import type { clickPresets } from './generators/click/presets';

interface Entry {
  id: string;
  title: string;
  about: string;
  licence: string;
}

/** Made on the spot from a seed. */
export interface GeneratedEntry extends Entry {
  kind: 'generated';
  content: 'image' | 'click';
  defaultCount: number;
}

/** Brought as files. */
export interface FileEntry extends Entry {
  kind: 'files';
  content: 'image' | 'click';
  /** Rows in the whole dataset, and its size as downloaded. */
  rows: number;
  megabytes: number;
  files: string;
  home: string;
}

export type CatalogueEntry = GeneratedEntry | FileEntry;

const clickTitles: Record<keyof typeof clickPresets, string> = {
  default: 'Click log: general',
  scaling: 'Click log: scaling with data',
  rare: 'Click log: rare ids',
  'mlp-bound': 'Click log: bound by the MLP',
  drift: 'Click log: drifting',
};

export const generated: GeneratedEntry[] = [
  {
    kind: 'generated',
    content: 'image',
    id: 'shapes',
    title: 'Textured shapes',
    about: 'Images of a textured shape; the class depends on shape and texture together.',
    licence: 'made here',
    defaultCount: 12_000,
  },
  ...Object.entries(clickTitles).map(
    ([preset, title]): GeneratedEntry => ({
      kind: 'generated',
      content: 'click',
      id: `clicks-${preset}`,
      title,
      about: 'Impressions with a planted truth, so that the best possible loss is known.',
      licence: 'made here',
      defaultCount: preset === 'drift' ? 200_000 : 340_000,
    }),
  ),
];

const files: FileEntry[] = [
  {
    kind: 'files',
    content: 'image',
    id: 'optdigits',
    title: 'Optical digits (UCI)',
    about: 'Scanned handwritten digits of 8×8 pixels; the test writers are not in the training set.',
    licence: 'CC BY 4.0',
    rows: 5620,
    megabytes: 0.8,
    files: 'optdigits.tra and optdigits.tes (CSV: 64 pixels 0–16 and the digit)',
    home: 'https://archive.ics.uci.edu/dataset/80',
  },
  {
    kind: 'files',
    content: 'image',
    id: 'mnist',
    title: 'MNIST and relatives (IDX)',
    about: 'Grey images of 28×28 pixels in ten classes; Fashion-MNIST and EMNIST have the same format.',
    licence: 'as stated by the provider (Fashion-MNIST: MIT)',
    rows: 70_000,
    megabytes: 11,
    files: 'a pair: …-images-idx3-ubyte and …-labels-idx1-ubyte, gzipped or not',
    home: 'https://github.com/zalandoresearch/fashion-mnist',
  },
  {
    kind: 'files',
    content: 'image',
    id: 'cifar',
    title: 'CIFAR-10 and CIFAR-100 (binary)',
    about: 'Colour photographs of 32×32 pixels in 10 or 100 classes.',
    licence: 'none stated; cite Krizhevsky 2009',
    rows: 60_000,
    megabytes: 170,
    files: 'data_batch_1.bin … data_batch_5.bin and test_batch.bin, or train.bin and test.bin, unpacked',
    home: 'https://www.cs.toronto.edu/~kriz/cifar.html',
  },
  {
    kind: 'files',
    content: 'click',
    id: 'criteo-kaggle',
    title: 'Criteo display advertising',
    about: 'A week of impressions: 13 integers and 26 categories. A head slice of the file works too.',
    licence: 'terms of the provider',
    rows: 45_840_617,
    megabytes: 11_000,
    files: 'train.txt (tab-separated, no header), gzipped or not',
    home: 'https://www.kaggle.com/c/criteo-display-ad-challenge',
  },
  {
    kind: 'files',
    content: 'click',
    id: 'avazu',
    title: 'Avazu click-through rate',
    about: 'Ten days of mobile impressions with categorical features.',
    licence: 'terms of the provider',
    rows: 40_428_967,
    megabytes: 6200,
    files: 'train.csv (with header), gzipped or not',
    home: 'https://www.kaggle.com/c/avazu-ctr-prediction',
  },
  {
    kind: 'files',
    content: 'click',
    id: 'movielens',
    title: 'MovieLens ratings',
    about: 'Film ratings; a rating of 4 or 5 counts as liked.',
    licence: 'GroupLens terms: research use, no redistribution',
    rows: 1_000_209,
    megabytes: 24,
    files: 'u.data (100K), ratings.dat (1M, 10M) or ratings.csv (20M and later)',
    home: 'https://grouplens.org/datasets/movielens/',
  },
];

export const catalogue: readonly CatalogueEntry[] = [...generated, ...files];
