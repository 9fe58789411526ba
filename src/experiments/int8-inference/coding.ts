// What the steps after training share: the trained network, its calibration, and its lowering by a technique.

import type { HostTensor } from '../../compile/state';
import type { ImageDataset } from '../../data/dataset';
import type { Gpu } from '../../gpu/device';
import type { Model } from '../../nn/model';
import { evaluationStep } from '../../nn/trainingStep';
import { Calibration, calibrationGraph } from '../../quant/calibration';
import type { RangeMethod } from '../../quant/histogram';
import { type LinearLayer, linearLayers } from '../../quant/layers';
import { type LayerForm, type LoweredNetwork, lowerModel } from '../../quant/lower';
import { withNetwork } from './runner';
import { ladderOf, type Technique } from './techniques';

/** Every tensor the calibration reads back is held three times while batches are in flight. */
const CALIBRATION_BATCH = 32;

export interface TrainedNetwork {
  gpu: Gpu;
  model: Model;
  tensors: ReadonlyMap<string, HostTensor>;
  /** Samples of one inference. */
  batch: number;
  weightBits: number;
  activationRange: RangeMethod;
  train: ImageDataset;
  test: ImageDataset;
}

/** Counts what every layer sees on the first images of the training set. */
export async function calibrated(
  gpu: Gpu,
  tensors: ReadonlyMap<string, HostTensor>,
  model: Model,
  images: ImageDataset,
  report: (done: number, total: number) => void,
): Promise<Calibration> {
  const batch = Math.min(CALIBRATION_BATCH, images.count);
  const { graph, points } = calibrationGraph(model, batch);
  const calibration = new Calibration(points);
  await withNetwork(gpu, 'calibration', { graph, tensors }, (runner) =>
    runner.run(images, images.normalisation, (outputs, valid, index) => {
      // A batch that is not full has images of nothing.
      if (valid === batch) calibration.observe(outputs);
      report(Math.min(images.count, (index + 1) * batch), images.count);
    }),
  );
  return calibration;
}

export class NetworkCoder {
  readonly layers: LinearLayer[];
  readonly ladder: readonly Technique[];
  /** All techniques but real layers: what is timed, exported and checked. */
  readonly whole: Technique;

  constructor(
    readonly trained: TrainedNetwork,
    readonly calibration: Calibration,
  ) {
    this.layers = linearLayers(evaluationStep(trained.model, { batchSize: 1 }));
    this.ladder = ladderOf(trained.activationRange);
    this.whole = this.ladder.findLast(({ selective }) => !selective)!;
  }

  lower(form: (layer: LinearLayer) => LayerForm, technique: Technique = this.whole): LoweredNetwork {
    const { model, tensors, batch: batchSize, weightBits: bits } = this.trained;
    const { weights, activations } = technique;
    const { calibration } = this;
    return lowerModel(model, tensors, {
      batchSize,
      form,
      weights: { bits, ...weights },
      activations,
      calibration,
    });
  }

  /** The logits of a set, which is seen through the training set's normalisation. */
  logits(name: string, network: LoweredNetwork, images: ImageDataset): Promise<Float32Array> {
    const { gpu, train } = this.trained;
    return withNetwork(gpu, name, network, (runner) => runner.logits(images, train.normalisation));
  }
}

export const real = (): LayerForm => 'real';
export const integer = (): LayerForm => 'integer';
