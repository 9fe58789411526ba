// Where a vision experiment's images come from: the reader's files, or a generated set.

import { ConfigError } from '../../base/errors';
import type { Dataset, ImageDataset } from '../../data/dataset';
import { defaultImageWorld } from '../../data/generators/images/config';
import { ImageWorld } from '../../data/generators/images/imageWorld';
import { openInputs } from '../../data/openInputs';
import { type Split, splitDataset } from '../../data/split';
import type { Lab } from '../experiment';

export interface DescribedData<D> extends Split<D> {
  /** One line for people. */
  description: string;
}

/** What making or reading data needs of a lab. */
export type DataLab = Pick<Lab, 'files' | 'seed' | 'status'>;

export interface ImageDataSettings {
  resolution: number;
  classes: number;
  samples: number;
  tail: number;
  labelNoise: number;
}

/** The reader's images, or generated ones: the same for every run seed, so that runs can be compared. */
export async function imageData(
  lab: DataLab,
  settings: ImageDataSettings,
): Promise<DescribedData<ImageDataset>> {
  const { files, seed } = lab;
  if (!files.train?.length) {
    lab.status('Generating images');
    const { samples, labelNoise } = settings;
    const train = imageWorld(settings, labelNoise).generate(0, samples);
    const test = imageWorld(settings).generate(samples, Math.ceil(samples / 4));
    return { train, test, description: describe(train, test) };
  }
  lab.status('Reading data');
  const { reading } = files;
  const side = settings.resolution;
  const whole = requireImages(await openInputs(files.train, { reading, side }));
  const { classNames } = whole;
  const split = files.test?.length
    ? { train: whole, test: requireImages(await openInputs(files.test, { reading, side, classNames })) }
    : splitDataset(whole, seed);
  requireMatch(split.train, split.test);
  return { ...split, description: describe(split.train, split.test) };
}

/** The world that images are drawn from; only those to train on get wrong labels. */
export function imageWorld(settings: Omit<ImageDataSettings, 'samples'>, labelNoise = 0): ImageWorld {
  const { resolution, classes, tail } = settings;
  return new ImageWorld({ ...defaultImageWorld, size: resolution, classes, tail, labelNoise });
}

function requireImages(dataset: Dataset): ImageDataset {
  if (dataset.kind === 'image') return dataset;
  throw new ConfigError(
    `${dataset.source} holds clicks, not images. Use train-dlrm, or choose an image file.`,
  );
}

function requireMatch(train: ImageDataset, test: ImageDataset): void {
  const shape = ({ height, width, channels }: ImageDataset) => `${height}×${width}×${channels}`;
  if (shape(train) !== shape(test))
    throw new ConfigError(
      `Training images are ${shape(train)} and test images ${shape(test)}. Give files of one set.`,
    );
  if (test.classes > train.classes)
    throw new ConfigError(
      `The test data has ${test.classes} classes and the training data ${train.classes}.`,
    );
  if (train.height !== train.width)
    throw new ConfigError(`Images are ${shape(train)}; the models here take square ones. Crop or pad them.`);
}

const describe = (train: ImageDataset, test: ImageDataset): string =>
  `${train.source}: ${train.count.toLocaleString('en')} images of ${train.height}×${train.width}×${train.channels} in ${train.classes} classes, ${test.count.toLocaleString('en')} for testing`;
