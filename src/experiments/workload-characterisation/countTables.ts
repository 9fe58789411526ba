// The tables that need no GPU: what models compute, hold and move, counted from their graphs.

import { boundBy, type Peaks } from '../../base/roofline';
import { bytesOf, intensityOf, isWeighted, precisions, spreadOf } from '../../workload/intensity';
import { type Layer, type LayerKind, layersOf, movedCount } from '../../workload/layers';
import { type Liveness, liveActivations } from '../../workload/liveness';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import { modelNamed, stepOf, type WorkloadSettings } from './model';

const total = (layers: readonly Layer[], of: (layer: Layer) => number): number =>
  layers.reduce((sum, layer) => sum + of(layer), 0);

export const flopsOf = (layers: readonly Layer[]): number => total(layers, ({ flops }) => flops);
export const unfusedBytesOf = (layers: readonly Layer[]): number =>
  total(layers, ({ unfusedBytes }) => unfusedBytes);

/** FLOPs a byte, of one number a byte. */
const perByte = (key: string, title: string): FindingColumn => ({
  key,
  title,
  kind: 'number',
  unit: 'FLOP/B',
});

/** Bits in which models are compared, as the paper does. */
const COMPARED = 8;

export interface ModelCount {
  parameters: number;
  flops: number;
  live: Liveness;
  layers: Layer[];
}

export function countModel(name: string, settings: WorkloadSettings): ModelCount {
  const graph = stepOf(modelNamed(name, settings), settings.mode, settings.batch);
  const layers = layersOf(graph);
  return {
    parameters: graph.parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    flops: flopsOf(layers),
    live: liveActivations(graph),
    layers,
  };
}

export function modelsTable(
  counts: ReadonlyMap<string, ModelCount>,
  { batch, mode }: WorkloadSettings,
): Finding {
  const about = {
    id: 'models',
    title: 'Models',
    about: `Counted from shapes, ${mode} with a batch of ${batch}. Intensity: FLOPs for each byte of int8 weights, and of int8 weights and activations, over the forward pass of convolutions, fully connected layers and embeddings; on average (all FLOPs over all bytes) and of the layer that has least.`,
    columns: [
      { key: 'model', title: 'Model', kind: 'text' },
      { key: 'parameters', title: 'Parameters', kind: 'count' },
      { key: 'flops', title: 'FLOPs', kind: 'flops' },
      { key: 'live', title: 'Live activations', kind: 'count' },
      perByte('weights', 'Intensity, weights'),
      perByte('weightsMinimum', 'Least, weights'),
      perByte('all', 'Intensity, all'),
      perByte('allMinimum', 'Least, all'),
    ] satisfies FindingColumn[],
  };
  const rows = [...counts].map(([model, { parameters, flops, live, layers }]) => {
    const [weights, all] = (['weights', 'all'] as const).map((against) =>
      spreadOf(layers, COMPARED, against),
    );
    return {
      ...{ model, parameters, flops, live: live.most },
      ...{ weights: weights?.average, weightsMinimum: weights?.minimum },
      ...{ all: all?.average, allMinimum: all?.minimum },
    };
  });
  return findingOf(about, rows);
}

export function precisionsTable(layers: readonly Layer[], model: string): Finding {
  const about = {
    id: 'precisions',
    title: 'Precision',
    about: `${model} with every number in so many bits: bytes of the weights read, of the activations read and written if every layer is one kernel, and the intensity that follows. Operations stay the same.`,
    columns: [
      { key: 'precision', title: 'Precision', kind: 'text' },
      { key: 'weightBytes', title: 'Weights read', kind: 'bytes' },
      { key: 'activationBytes', title: 'Activations moved', kind: 'bytes' },
      perByte('weights', 'Intensity, weights'),
      perByte('weightsMinimum', 'Least, weights'),
      perByte('all', 'Intensity, all'),
      perByte('allMinimum', 'Least, all'),
    ] satisfies FindingColumn[],
  };
  const rows = precisions.map(({ name, bits }) => {
    const [weights, all] = (['weights', 'all'] as const).map((against) => spreadOf(layers, bits, against));
    return {
      precision: name,
      weightBytes: total(layers, (layer) => bytesOf(layer, bits).weights),
      activationBytes: total(layers, (layer) => bytesOf(layer, bits).activations),
      ...{ weights: weights?.average, weightsMinimum: weights?.minimum },
      ...{ all: all?.average, allMinimum: all?.minimum },
    };
  });
  return findingOf(about, rows);
}

/** Layers on the roof of the accelerator without on-chip memory, once for each precision. */
export function layerRooflineTable(layers: readonly Layer[], peaks: Peaks): Finding {
  const about = {
    id: 'layer-roofline',
    title: 'Layers under the accelerator’s roof',
    about:
      'Modelled: the rate that the accelerator’s peak and DRAM allow each layer of the forward pass at each precision, if everything comes from DRAM.',
    roof: { ...peaks, label: 'modelled roofline' },
    columns: [
      { key: 'layer', title: 'Layer', kind: 'text' },
      { key: 'precision', title: 'Precision', kind: 'text' },
      perByte('intensity', 'Intensity'),
      { key: 'rate', title: 'FLOPs a second', kind: 'flops' },
      { key: 'bound', title: 'Bound by', kind: 'text' },
    ] satisfies FindingColumn[],
  };
  const shown = layers.filter(
    (layer) => isWeighted(layer) || layer.kind === 'attention' || layer.kind === 'interaction',
  );
  const rows = shown.flatMap((layer) =>
    precisions.map(({ name, bits }) => {
      const { weights, activations } = bytesOf(layer, bits);
      const work = { flops: layer.flops, bytes: weights + activations };
      const intensity = intensityOf(layer, bits).all;
      return {
        ...{ layer: `${layer.name} (${layer.phase})`, precision: name, intensity },
        rate: Math.min(peaks.flops, intensity * peaks.bytesPerSecond),
        bound: boundBy(work, peaks),
      };
    }),
  );
  return findingOf(about, rows);
}

const BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];
const kindNames: Partial<Record<LayerKind, string>> = {
  linear: 'fully connected',
  convolution: 'convolution',
  embedding: 'embedding',
};

/** How the batch moves each kind of layer along the roof, beside the ridges of the machines it may run on. */
export function batchTable(
  models: readonly string[],
  settings: WorkloadSettings,
  ridges: readonly { name: string; flopsPerByte: number }[],
): Finding {
  const bits = Number(settings.bits);
  const about = {
    id: 'batch-intensity',
    title: 'Intensity by batch',
    about: `Weights and activations in ${bits} bits, forward pass: a layer below a machine’s ridge waits for that machine’s memory. A batch reads its weights once, so fully connected layers climb with it; embeddings read rows of their own for every sample and do not.`,
    columns: [
      { key: 'series', title: 'Layers', kind: 'text' },
      { key: 'batch', title: 'Batch', kind: 'number' },
      perByte('all', 'Intensity, all'),
      perByte('weights', 'Intensity, weights'),
    ] satisfies FindingColumn[],
  };
  const rows = models.flatMap((name) =>
    BATCHES.flatMap((batch) => {
      const layers = layersOf(stepOf(modelNamed(name, settings), 'inference', batch)).filter(isWeighted);
      return [...new Set(layers.map(({ kind }) => kind))].map((kind) => {
        const own = layers.filter((layer) => layer.kind === kind);
        const weights = total(own, (layer) => bytesOf(layer, bits).weights);
        const activations = total(own, (layer) => bytesOf(layer, bits).activations);
        return {
          ...{ series: `${kindNames[kind]}, ${name}`, batch },
          all: flopsOf(own) / (weights + activations),
          weights: flopsOf(own) / weights,
        };
      });
    }),
  );
  const lines = ridges.flatMap(({ name, flopsPerByte }) =>
    [BATCHES[0], BATCHES.at(-1)!].map((batch) => ({ series: name, batch, all: flopsPerByte })),
  );
  return findingOf(
    about,
    [...rows, ...lines].sort((a, b) =>
      a.series < b.series ? -1 : a.series > b.series ? 1 : a.batch - b.batch,
    ),
  );
}

/** Numbers of a layer's weights and of what it reads and writes beside them. */
export const numbersMoved = (layer: Layer): number =>
  movedCount(layer.weights) + movedCount(layer.reads) + movedCount(layer.writes);
