// What a training run would be, without a device and without making its data: the graphs of its steps, from
// which parameters, work and memory are counted.

import { inputBytes } from '../../data/input';
import type { Model } from '../../nn/model';
import { evaluationStep, trainingStep } from '../../nn/trainingStep';
import type { OptimizerConfig } from '../../optim/config';
import type { ArmOutline, Lab, NamedBlob, Outline } from '../experiment';
import { spansOf } from './armPlan';
import { imageData } from './imageData';
import { type ImageShape, shapeOf, stepsPerEpoch } from './imageTask';
import { type TrainingSettings, totalSteps } from './settings';

export function outlineOf(
  model: Model,
  optimizer: OptimizerConfig,
  settings: TrainingSettings,
  samples: number,
): Outline {
  const { batch } = settings;
  return {
    ...stepsOf(model, optimizer, batch),
    batch,
    totalSteps: totalSteps(settings, stepsPerEpoch(samples, batch)),
  };
}

export const stepsOf = (
  model: Model,
  optimizer: OptimizerConfig,
  batch: number,
): Pick<Outline, 'training' | 'evaluation'> => ({
  training: trainingStep(model, { batchSize: batch, optimizer }),
  evaluation: evaluationStep(model, { batchSize: batch }),
});

/** Of arms that `trainArms` takes one after another. */
export function outlineOfArms(arms: readonly ArmOutline[], batch: number): Outline {
  const [{ task }] = arms;
  const totalSteps = spansOf(arms).reduce((sum, { steps }) => sum + steps, 0);
  return { training: task.training, evaluation: task.evaluation, batch, totalSteps, arms };
}

/** What of a data set decides the shapes and the length of a run. */
export interface ImageMeasures {
  shape: ImageShape;
  samples: number;
}

/** Of the reader's files, which are read once, or of the images that would be generated. */
export function imageMeasures(
  files: Lab['files'],
  settings: Parameters<typeof imageData>[1],
): Promise<ImageMeasures> | ImageMeasures {
  const { resolution, classes, samples } = settings;
  if (!files.train?.length) return { shape: { image: resolution, channels: 3, classes }, samples };
  return measured('images', files, async () => {
    const { train } = await imageData({ files, seed: 0, status: () => {} }, settings);
    return { shape: shapeOf(train), samples: train.count };
  });
}

let known: { key: string; measures: Promise<unknown> } | undefined;

/** Measures the same files once for each purpose. */
export function measured<T>(purpose: string, files: Lab['files'], measure: () => Promise<T>): Promise<T> {
  const describe = (input: NamedBlob) =>
    [input.name, input.url, inputBytes(input), (input.blob as Partial<File>).lastModified].join(':');
  const key = [
    purpose,
    JSON.stringify(files.reading),
    (files.train ?? []).map(describe),
    (files.test ?? []).map(describe),
  ].join('|');
  if (known?.key !== key) known = { key, measures: measure() };
  return known.measures as Promise<T>;
}
