// A classifier on images as a training task: batches in, loss and accuracy out.

import { ConfigError } from '../../base/errors';
import type { Augmentation } from '../../data/augmentation';
import type { ImageDataset } from '../../data/dataset';
import { ImageBatcher } from '../../data/imageBatches';
import { accuracy } from '../../data/metrics';
import type { Model } from '../../nn/model';
import { evaluationStep, trainingStep } from '../../nn/trainingStep';
import type { OptimizerConfig } from '../../optim/config';
import type { Schedule } from '../../optim/schedules';
import type { Lab } from '../experiment';
import { imageProbe } from './probe/imageProbe';
import type { Feeds, Scorer, TrainingTask } from './task';

export interface ImageTaskOptions {
  train: ImageDataset;
  test: ImageDataset;
  model: Model;
  batch: number;
  totalSteps: number;
  optimizer: OptimizerConfig;
  learningRate: Schedule;
  augmentation: Augmentation;
  seed: number;
  data: string;
  /** Steps that are traced already: tasks of several seeds share them. */
  graphs?: Pick<TrainingTask, 'training' | 'evaluation'>;
}

/** What of its images decides the shape of a classifier. */
export interface ImageShape {
  /** Pixels a side. */
  image: number;
  channels: number;
  classes: number;
}

export const shapeOf = ({ height, channels, classes }: ImageDataset): ImageShape => ({
  image: height,
  channels,
  classes,
});

/** Shifts by what the setting says, now: it may be changed while the run goes on. */
export const augmentationOf = (lab: Pick<Lab, 'setting'>, { shift }: { shift: number }): Augmentation => ({
  get shift() {
    return lab.setting('shift', shift);
  },
  flip: false,
  mixup: 0,
});

/** How many steps one epoch of `train` has; partial batches are left out. */
export function stepsPerEpoch(samples: number, batch: number): number {
  if (samples < batch)
    throw new ConfigError(
      `A batch of ${batch} needs at least as many training samples; there are ${samples}. Lower "batch".`,
    );
  return Math.floor(samples / batch);
}

export function imageTask(options: ImageTaskOptions): TrainingTask {
  const { train, test, model, batch, seed, augmentation } = options;
  const batches = new ImageBatcher(train, batch, seed, augmentation);
  // The test images are seen through the training set's normalisation: nothing is learned from them.
  const tests = new ImageBatcher(test, batch, seed, undefined, train.normalisation);
  const images = (feeds: Feeds) => feeds.get('images') as Float32Array;
  const { training, evaluation } = options.graphs ?? {
    training: trainingStep(model, { batchSize: batch, optimizer: options.optimizer, seed }),
    evaluation: evaluationStep(model, { batchSize: batch }),
  };
  return {
    training,
    evaluation,
    batch,
    stepsPerEpoch: stepsPerEpoch(train.count, batch),
    totalSteps: options.totalSteps,
    data: options.data,
    learningRate: options.learningRate,
    fill: (step, feeds) =>
      batches.fillTraining(step, { images: images(feeds), targets: feeds.get('targets') as Float32Array }),
    row: (outputs) => {
      const norm = outputs.get('gradientNorm');
      return {
        trainLoss: outputs.get('loss')![0],
        trainAccuracy: outputs.get('correct')![0] / batch,
        ...(norm && { gradientNorm: norm[0] }),
      };
    },
    evaluationBatches: tests.evaluationBatches,
    fillEvaluation: (index, feeds) => tests.fillEvaluation(index, { images: images(feeds) }),
    scorer: () => classificationScorer(test, batch),
    lookInside: () => imageProbe(model, train, test),
  };
}

/** Accuracy and mean cross-entropy over the test set, in float64. */
function classificationScorer(test: ImageDataset, batch: number): Scorer {
  const { classes, count, labels } = test;
  const logits = new Float32Array(count * classes);
  return {
    add: (index, valid, outputs) => {
      const rows = outputs.get('logits')!.subarray(0, valid * classes) as Float32Array;
      logits.set(rows, index * batch * classes);
    },
    scores: () => ({
      testAccuracy: accuracy(logits, labels, classes),
      testLoss: softmaxLogLoss(logits, labels, classes),
    }),
  };
}

/** Mean of log Σ exp x − x_label. */
function softmaxLogLoss(logits: Float32Array, labels: Int32Array, classes: number): number {
  let sum = 0;
  for (let row = 0; row < labels.length; row++) {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    const largest = own.reduce((a, b) => Math.max(a, b));
    const total = own.reduce((a, x) => a + Math.exp(x - largest), 0);
    sum += largest + Math.log(total) - own[labels[row]];
  }
  return sum / labels.length;
}
