// Batches of images as a model takes them: normalised f32 NHWC, written into arrays the caller owns.

import { ConfigError } from '../base/errors';
import {
  type Augmentation,
  blendMirrored,
  drawMixupWeight,
  drawPlacement,
  noAugmentation,
  type Placement,
} from './augmentation';
import { type ImageDataset, imageSize, type Normalisation } from './dataset';
import { EpochOrder } from './epochOrder';

/** Arrays that a batch is written to; the optional ones only when given. B is the batch size. */
export interface ImageBatchBuffers {
  /** [B, height, width, channels] */
  images: Float32Array;
  /** Class ids [B]. */
  labels?: Int32Array | Uint32Array;
  /** Soft targets [B, classes]; required with mixup. */
  targets?: Float32Array;
  /** 1 for a sample, 0 for padding [B]. */
  weights?: Float32Array;
}

const unmoved: Placement = { down: 0, right: 0, flip: false };

export class ImageBatcher {
  private readonly epochOrder: EpochOrder;
  private readonly scale: Float32Array; // 1 / std
  private readonly bias: Float32Array; // −mean / std, also what a pixel of raw value 0 becomes

  /** `normalisation` defaults to the dataset's own; a test set should be given the training set's. */
  constructor(
    readonly dataset: ImageDataset,
    readonly batch: number,
    readonly seed: number,
    readonly augmentation: Augmentation = noAugmentation,
    normalisation: Normalisation = dataset.normalisation,
  ) {
    this.epochOrder = new EpochOrder(dataset.count, Math.min(batch, Math.max(1, dataset.count)), seed);
    this.scale = Float32Array.from(normalisation.std, (std) => 1 / std);
    this.bias = Float32Array.from(normalisation.mean, (mean, c) => -mean / normalisation.std[c]);
  }

  get stepsPerEpoch(): number {
    return Math.floor(this.dataset.count / this.batch);
  }

  /** Batches that cover every sample once, the last one padded. */
  get evaluationBatches(): number {
    return Math.ceil(this.dataset.count / this.batch);
  }

  /** Training step k: shuffled and augmented, always full. */
  fillTraining(step: number, buffers: ImageBatchBuffers): void {
    if (this.stepsPerEpoch === 0) {
      throw new ConfigError(
        `A batch of ${this.batch} needs at least as many training samples; there are ${this.dataset.count}.`,
      );
    }
    const { augmentation, seed, batch } = this;
    if (augmentation.mixup > 0 && !buffers.targets) {
      throw new ConfigError('Mixup blends labels: the loss must take soft targets.');
    }
    const moves = augmentation.shift > 0 || augmentation.flip;
    const rows = this.epochOrder.rows(step);
    for (let b = 0; b < batch; b++) {
      const placement = moves ? drawPlacement(augmentation, seed, step, b) : unmoved;
      this.writeImage(rows[b], b, placement, buffers.images);
      this.writeLabel(rows[b], b, buffers);
    }
    const weight = drawMixupWeight(augmentation, seed, step);
    if (weight < 1) {
      blendMirrored(buffers.images, batch, imageSize(this.dataset), weight);
      if (buffers.targets) blendMirrored(buffers.targets, batch, this.dataset.classes, weight);
    }
  }

  /** Evaluation batch `index` in stored order. Returns how many samples it holds; the rest is zeros. */
  fillEvaluation(index: number, buffers: ImageBatchBuffers): number {
    const first = index * this.batch;
    const valid = Math.min(this.batch, this.dataset.count - first);
    const size = imageSize(this.dataset);
    for (let b = 0; b < valid; b++) {
      this.writeImage(first + b, b, unmoved, buffers.images);
      this.writeLabel(first + b, b, buffers);
    }
    buffers.images.fill(0, valid * size, this.batch * size);
    buffers.labels?.fill(0, valid, this.batch);
    buffers.targets?.fill(0, valid * this.dataset.classes, this.batch * this.dataset.classes);
    buffers.weights?.fill(0, valid, this.batch);
    return valid;
  }

  private writeLabel(row: number, b: number, buffers: ImageBatchBuffers): void {
    const { classes, labels, targets } = this.dataset;
    if (buffers.labels) buffers.labels[b] = labels[row];
    if (buffers.weights) buffers.weights[b] = 1;
    if (!buffers.targets) return;
    if (targets) {
      buffers.targets.set(targets.subarray(row * classes, (row + 1) * classes), b * classes);
    } else {
      buffers.targets.fill(0, b * classes, (b + 1) * classes);
      buffers.targets[b * classes + labels[row]] = 1;
    }
  }

  private writeImage(row: number, b: number, placement: Placement, out: Float32Array): void {
    const { height, width, channels, images } = this.dataset;
    const { scale, bias } = this;
    const { down, right, flip } = placement;
    const source = row * height * width * channels;
    let write = b * height * width * channels;
    for (let y = 0; y < height; y++) {
      const fromY = y - down;
      for (let x = 0; x < width; x++) {
        const shifted = x - right;
        if (fromY < 0 || fromY >= height || shifted < 0 || shifted >= width) {
          for (let c = 0; c < channels; c++) out[write++] = bias[c];
          continue;
        }
        let read = source + (fromY * width + (flip ? width - 1 - shifted : shifted)) * channels;
        for (let c = 0; c < channels; c++) out[write++] = images[read++] * scale[c] + bias[c];
      }
    }
  }
}
