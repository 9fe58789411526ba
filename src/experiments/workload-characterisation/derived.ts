// What arithmetic says of layers from their shapes alone, to hold the counts of the graph against.

import { bytesOf } from '../../workload/intensity';
import type { Layer } from '../../workload/layers';

/** Numbers of one byte. */
const BITS = 8;

const weightIntensity = (layer: Layer): number => layer.flops / bytesOf(layer, BITS).weights;

/**
 * Pixels that a convolution of ResNet-50 on 224×224 images writes: 112² in the stem; 56², 28², 14² and 7² in the four
 * stages, but for the first 1×1 of stages two to four, which still works on the stage before's size.
 */
export function resnet50Pixels(layer: string): number {
  if (layer === 'stem.conv') return 112 ** 2;
  const [, stage, block, name] = layer.match(/^stage(\d)\.block(\d+)\.(.+)$/) ?? [];
  const size = 56 / 2 ** (Number(stage) - 1);
  return (block === '1' && stage !== '1' && name === 'conv1' ? 2 * size : size) ** 2;
}

/**
 * How far the FLOPs for each int8 weight of ResNet-50's convolutions are from two for each pixel that they write,
 * relative to it; the largest.
 */
export const convolutionError = (layers: readonly Layer[], batch: number): number =>
  Math.max(
    ...layers
      .filter(({ kind, phase }) => kind === 'convolution' && phase === 'forward')
      .map((layer) => Math.abs(weightIntensity(layer) / (2 * batch * resnet50Pixels(layer.name)) - 1)),
  );

/** The most FLOPs for each int8 number of a table's rows that any embedding does. */
export const embeddingIntensity = (layers: readonly Layer[]): number =>
  Math.max(
    ...layers.filter(({ kind, phase }) => kind === 'embedding' && phase === 'forward').map(weightIntensity),
  );

/** FLOPs for each int8 weight of fully connected layers, a sample of the batch: least and most. */
export function linearIntensity(layers: readonly Layer[], batch: number): [number, number] {
  const each = layers
    .filter(({ kind, phase }) => kind === 'linear' && phase === 'forward')
    .map((layer) => weightIntensity(layer) / batch);
  return [Math.min(...each), Math.max(...each)];
}
