// The models that the settings name, their steps as graphs, and numbers to feed them.

import { RandomStream } from '../../base/randomStream';
import type { TensorData } from '../../compile/tensorData';
import { longestBag } from '../../data/generators/click/features';
import { clickPreset } from '../../data/generators/click/presets';
import { createSparseUpdate, SparseUpdateBuilder } from '../../data/sparseUpdate';
import type { Graph } from '../../graph/graph';
import { tableOffsets } from '../../nn/layers/embedding';
import { isClassifier, lookupCapacity, type Model } from '../../nn/model';
import { preset } from '../../nn/presets';
import { evaluationStep, trainingStep } from '../../nn/trainingStep';
import type { OptimizerConfig } from '../../optim/config';
import type { ConfigOf } from '../schema';
import { type DlrmSettings, dlrmLayers } from '../train-dlrm/model';
import { type ResNetSettings, resnetModel } from '../train-resnet/model';
import { type ViTSettings, vitModel } from '../train-vit/model';
import type { schema } from './schema';

export type WorkloadSettings = ConfigOf<typeof schema>;

export function modelNamed(name: string, settings: WorkloadSettings): Model {
  switch (name) {
    case 'own-resnet': {
      const { resnetDepth: depth, resnetWidth: width } = settings;
      const shape = { image: settings.resnetResolution, channels: 3, classes: settings.resnetClasses };
      return resnetModel({ depth, width } as ResNetSettings, shape);
    }
    case 'own-vit': {
      const { vitWidth: width, vitDepth: depth, vitHeads: heads, vitPatch: patch } = settings;
      const shape = { image: settings.vitResolution, channels: 3, classes: settings.vitClasses };
      const own = { width, depth, heads, patch, mlpRatio: settings.vitMlpRatio, dropout: 0 };
      return vitModel(own as ViTSettings, shape);
    }
    case 'own-dlrm': {
      const { dlrmDimension: dimension, dlrmBottom: bottom, dlrmTop: top } = settings;
      const layers = dlrmLayers({
        dimension,
        bottom,
        top,
        interaction: settings.dlrmInteraction,
      } as DlrmSettings);
      const log = clickPreset(settings.dlrmData);
      return {
        kind: 'dlrm',
        ...layers,
        dense: log.dense.length,
        tables: log.tables.map(({ rows }) => rows),
        lookupsPerSample: log.tables.reduce((sum, table) => sum + longestBag(table), 0),
      };
    }
    default:
      return preset(name).model;
  }
}

/** As the training experiments have it for each kind of model. */
function optimizerOf({ kind }: Model): OptimizerConfig {
  if (kind === 'dlrm') return { dense: { kind: 'adagrad' }, sparse: { kind: 'rowWiseAdagrad' } };
  return { dense: kind === 'vit' ? { kind: 'adamw', weightDecay: 0.1 } : { kind: 'sgd', momentum: 0.9 } };
}

export const stepOf = (model: Model, mode: 'inference' | 'training', batchSize: number): Graph =>
  mode === 'training'
    ? trainingStep(model, { batchSize, optimizer: optimizerOf(model) })
    : evaluationStep(model, { batchSize });

/** Inputs as a batch has them: normal images, one class a sample, every lookup of a random row. */
export function feedStep(
  model: Model,
  batch: number,
  feeds: ReadonlyMap<string, TensorData>,
  seed: number,
): void {
  const random = new RandomStream(seed, 11);
  for (const name of ['images', 'dense'])
    if (feeds.has(name)) random.fillNormal(feeds.get(name) as Float32Array<ArrayBuffer>, 1);
  feeds.get('learningRate')?.fill(1e-3);
  const targets = feeds.get('targets');
  const classes = isClassifier(model) ? model.classes : 1;
  if (targets)
    for (let i = 0; i < batch; i++)
      targets[i * classes + (classes > 1 ? i % classes : 0)] = classes > 1 ? 1 : i % 2;
  if (!isClassifier(model)) feedLookups(model, batch, feeds, random);
}

type Dlrm = Extract<Model, { kind: 'dlrm' }>;

/** The lookups of a sample are dealt out to the tables in turn. */
function feedLookups(
  model: Dlrm,
  batch: number,
  feeds: ReadonlyMap<string, TensorData>,
  random: RandomStream,
): void {
  const { tables } = model;
  const capacity = lookupCapacity(model, batch);
  const bags = batch * tables.length;
  const indices = feeds.get('indices') as Uint32Array<ArrayBuffer>;
  const offsets = feeds.get('offsets') as Uint32Array<ArrayBuffer>;
  const starts = tableOffsets(tables);
  let lookups = 0;
  for (let bag = 0; bag < bags; bag++) {
    offsets[bag] = lookups;
    const table = bag % tables.length;
    const length = Math.floor(((bag + 1) * capacity) / bags) - Math.floor((bag * capacity) / bags);
    for (let i = 0; i < length; i++)
      indices[lookups++] = starts[table] + Math.floor(random.nextUniform() * tables[table]);
  }
  offsets[bags] = lookups;
  const update = createSparseUpdate(capacity);
  const rows = tables.reduce((sum, count) => sum + count, 0);
  new SparseUpdateBuilder(capacity, rows).build(indices, offsets, bags, update);
  for (const [name, data] of Object.entries(update)) feeds.get(name)?.set(data);
}
