// A look inside a classifier: what one test image makes it do, and its first layer as pictures.

import type { Outputs } from '../../../compile/program';
import { type ImageDataset, imageSize } from '../../../data/dataset';
import { ImageBatcher } from '../../../data/imageBatches';
import type { Model } from '../../../nn/model';
import { type AttentionTap, type TappedModel, tapModel } from '../../../nn/taps';
import type { AttentionReport, FilterReport, ProbeReport, SampleReport } from '../../probe';
import { attentionMaps } from './attentionMaps';
import { filterPictures, mapPictures, similarityPictures } from './pictures';
import type { LookAt } from './source';

/** Attention weights of all layers together; beyond, only the wanted layer is taken, and beyond that none. */
const ALL_LAYERS_VALUES = 1 << 18;
const ONE_LAYER_VALUES = 1 << 20;
/** Position similarities are N² as well. */
const MAXIMUM_TOKENS = 256;
const PREDICTIONS = 3;

export function imageProbe(model: Model, train: ImageDataset, test: ImageDataset): LookAt {
  const batches = new ImageBatcher(test, 1, 0, undefined, train.normalisation);
  const brightest = largestValue(test.images);
  const whole = new Set(wholeParameters(model));
  let tapped: TappedModel | undefined;
  let tappedLayer = -1;
  return ({ sample, layer }) => {
    const index = Math.min(Math.max(0, sample), test.count - 1);
    if (!tapped || (layer !== tappedLayer && !takesAllLayers(tapped.attention))) {
      tapped = tapModel(model, (tap, all) => wantsLayer(tap, all, layer));
      tappedLayer = layer;
    }
    const { graph, attention, maps } = tapped;
    return {
      graph,
      whole,
      fill: (feeds) => {
        batches.fillEvaluation(index, { images: feeds.get('images') as Float32Array });
      },
      report: (outputs, parameter) => ({
        sample: sampleReport(test, index, outputs.get('logits')!, brightest),
        ...firstLayer(model, parameter),
        ...(maps.length > 0 && {
          featureMaps: maps.map((tap) => ({
            layer: tap.layer,
            channels: tap.channels,
            ...mapPictures(outputs.get(tap.output)!, tap),
          })),
        }),
        ...(attention.length > 0 && { attention: attentionReport(model, attention, outputs) }),
      }),
    };
  };
}

const valuesOf = ({ heads, tokens }: AttentionTap): number => heads * tokens * tokens;

const takesAllLayers = (taps: readonly AttentionTap[]): boolean =>
  taps.reduce((sum, tap) => sum + valuesOf(tap), 0) <= ALL_LAYERS_VALUES;

const wantsLayer = (tap: AttentionTap, all: readonly AttentionTap[], layer: number): boolean =>
  takesAllLayers(all) || (tap.layer === layer && valuesOf(tap) <= ONE_LAYER_VALUES);

const wholeParameters = (model: Model): string[] =>
  model.kind === 'vit' ? ['patch.weight', 'position'] : model.kind === 'resnet' ? ['stem.conv.weight'] : [];

function firstLayer(
  model: Model,
  parameter: (name: string) => Float32Array,
): Pick<ProbeReport, 'filters' | 'positions'> {
  if (model.kind === 'resnet') {
    const kernel = model.stem === 'large' ? 7 : 3;
    return { filters: filters(parameter, 'stem.conv.weight', kernel, model.channels, model.widths[0]) };
  }
  if (model.kind !== 'vit') return {};
  const { patch, channels, width, image } = model;
  const side = image / patch;
  return {
    filters: filters(parameter, 'patch.weight', patch, channels, width),
    ...(side * side <= MAXIMUM_TOKENS && {
      positions: similarityPictures(parameter('position'), side, side, width),
    }),
  };
}

/** A patch embedding [side²·channels, filters] is a convolution's weight, written as a matrix. */
function filters(
  parameter: (name: string) => Float32Array,
  name: string,
  side: number,
  channels: number,
  count: number,
): FilterReport {
  const pictures = filterPictures(parameter(name), [side, side, channels, count]);
  return { parameter: name, channels, filters: count, pictures };
}

function attentionReport(model: Model, taps: readonly AttentionTap[], outputs: Outputs): AttentionReport {
  const [{ heads, tokens }] = taps;
  const side = model.kind === 'vit' ? model.image / model.patch : Math.sqrt(tokens);
  const maps = taps.flatMap((tap) => {
    const packed = outputs.get(tap.output);
    return packed ? [{ layer: tap.layer, name: tap.name, pictures: attentionMaps(packed, tap) }] : [];
  });
  return {
    layers: taps.length,
    heads,
    grid: { rows: side, columns: side },
    maps,
    ...(!maps.length && {
      omitted: `A layer here has ${heads} × ${tokens} × ${tokens} weights, too many to draw. Use larger patches.`,
    }),
  };
}

function sampleReport(
  test: ImageDataset,
  index: number,
  logits: ArrayLike<number>,
  brightest: number,
): SampleReport {
  const { height, width, channels, classNames, labels, count } = test;
  const size = imageSize(test);
  const raw = test.images.subarray(index * size, (index + 1) * size);
  const largest = Math.max(...Array.from(logits));
  const weights = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const predictions = weights
    .map((weight, label) => ({ name: classNames[label] ?? String(label), probability: weight / total }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, PREDICTIONS);
  return {
    index,
    count,
    label: classNames[labels[index]] ?? String(labels[index]),
    predictions,
    height,
    width,
    channels,
    pixels: Uint8Array.from(raw, (value) => Math.max(0, Math.min(255, (255 * value) / brightest))),
  };
}

/** Of up to the first million values: what is drawn as white. */
function largestValue(images: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < Math.min(images.length, 1_000_000); i++) largest = Math.max(largest, images[i]);
  return largest || 1;
}
