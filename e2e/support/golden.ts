// The PyTorch goldens as this project's models: configuration, feeds, starting parameters and names.
// Works in Node and in the browser. The files and how they are made: e2e/golden/.

import { readSafetensors, type SafetensorsTensor } from '../../src/base/safetensors';
import { createSparseUpdate, SparseUpdateBuilder } from '../../src/data/sparseUpdate';
import { isClassifier, lookupCapacity, type Model } from '../../src/nn/model';
import type { OptimizerConfig } from '../../src/optim/config';
import dlrmAbout from '../golden/dlrm.json';
import dlrmTensors from '../golden/dlrm.safetensors?url&inline';
import resnetAbout from '../golden/resnet.json';
import resnetTensors from '../golden/resnet.safetensors?url&inline';
import vitAbout from '../golden/vit.json';
import vitTensors from '../golden/vit.safetensors?url&inline';

export type GoldenName = 'resnet' | 'vit' | 'dlrm';

export interface Golden {
  name: GoldenName;
  model: Model;
  optimizer: OptimizerConfig;
  learningRate: number;
  seed: number;
  batchSize: number;
  /** Of ten steps on the same batch, in float64 and as PyTorch computes them in float32. */
  losses: number[];
  float32Losses: number[];
  /** Over all gradients, before clipping. */
  gradientNorms: number[];
  /** `parameter.*`, `activation.*`, `gradient.*`, `statistic.*`, `final.*`, `evaluation.logits`. */
  tensors: Map<string, SafetensorsTensor>;
  /** The model's inputs and `targets` by name. */
  feeds: Record<string, number[]>;
}

export async function loadGolden(name: GoldenName): Promise<Golden> {
  const { about, url, model, optimizer } = cases[name];
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const { tensors } = readSafetensors(bytes, `${name}.safetensors`);
  const labels = numbers(tensors, 'input.labels');
  const { losses, float32Losses, gradientNorms, seed } = about;
  const { learningRate } = about.optimizer;
  const common = {
    name,
    model,
    optimizer,
    learningRate,
    seed,
    losses,
    float32Losses,
    gradientNorms,
    tensors,
  };
  return { ...common, batchSize: labels.length, feeds: feedsOf(model, tensors, labels) };
}

/** A golden tensor as plain numbers. */
export function numbers(tensors: Golden['tensors'], name: string): number[] {
  const found = tensors.get(name);
  if (!found) throw new Error(`The golden has no tensor "${name}".`);
  return Array.from(found.data, Number);
}

/** The golden's name of a running statistic: `<norm>.mean` for `<norm>.runningMean`. */
export const statisticName = (state: string): string =>
  state.replace('.runningMean', '.mean').replace('.runningVariance', '.variance');

const resnet = resnetAbout.config;
const vit = vitAbout.config;
const dlrm = dlrmAbout.config;

const cases: Record<
  GoldenName,
  {
    about: typeof resnetAbout | typeof vitAbout | typeof dlrmAbout;
    url: string;
    model: Model;
    optimizer: OptimizerConfig;
  }
> = {
  resnet: {
    about: resnetAbout,
    url: resnetTensors,
    model: {
      kind: 'resnet',
      image: 8,
      channels: resnet.channels,
      classes: resnet.classes,
      stem: 'small',
      block: 'basic',
      widths: resnet.widths,
      blocks: resnet.widths.map(() => resnet.blocks),
    },
    optimizer: {
      dense: {
        kind: 'sgd',
        momentum: resnetAbout.optimizer.momentum,
        weightDecay: resnetAbout.optimizer.weightDecay,
      },
    },
  },
  vit: {
    about: vitAbout,
    url: vitTensors,
    model: {
      kind: 'vit',
      image: vit.image,
      channels: vit.channels,
      classes: vit.classes,
      patch: vit.patch,
      width: vit.width,
      depth: vit.depth,
      heads: vit.heads,
      mlpRatio: vit.ratio,
      initialisation: vit.initialization === 'normal' ? 'normal' : 'glorot',
    },
    optimizer: {
      dense: {
        kind: 'adamw',
        beta1: vitAbout.optimizer.beta1,
        beta2: vitAbout.optimizer.beta2,
        epsilon: vitAbout.optimizer.epsilon,
        weightDecay: vitAbout.optimizer.weightDecay,
      },
      clipNorm: vitAbout.optimizer.clip,
    },
  },
  dlrm: {
    about: dlrmAbout,
    url: dlrmTensors,
    // 23 lookups in room for 24, so that padding is part of what is tested.
    model: {
      kind: 'dlrm',
      dense: dlrm.dense,
      tables: dlrm.rows,
      bottom: dlrm.bottom,
      top: dlrm.top,
      interaction: 'dot',
      lookupsPerSample: 4,
    },
    optimizer: {
      dense: { kind: 'adagrad', epsilon: dlrmAbout.optimizer.epsilon },
      sparse: { kind: 'rowWiseAdagrad', epsilon: dlrmAbout.optimizer.epsilon },
    },
  },
};

function feedsOf(model: Model, tensors: Golden['tensors'], labels: number[]): Golden['feeds'] {
  if (model.kind === 'dlrm')
    return {
      dense: numbers(tensors, 'input.dense'),
      targets: labels,
      ...lookupFeeds(model, tensors, labels.length),
    };
  if (!isClassifier(model)) throw new Error('This model has no golden.');
  const targets = labels.flatMap((label) =>
    Array.from({ length: model.classes }, (_, c) => (c === label ? 1 : 0)),
  );
  return { images: numbers(tensors, 'input.images'), targets };
}

/** The golden stores bags table by table; the model reads them sample by sample. */
function lookupFeeds(
  model: Extract<Model, { kind: 'dlrm' }>,
  tensors: Golden['tensors'],
  batch: number,
): Record<string, number[]> {
  const lengths = numbers(tensors, 'input.lengths');
  const stored = numbers(tensors, 'input.indices');
  const starts = lengths.map((_, i) => lengths.slice(0, i).reduce((a, b) => a + b, 0));
  const capacity = lookupCapacity(model, batch);
  const indices = new Uint32Array(capacity);
  const offsets = new Uint32Array(batch * model.tables.length + 1);
  let lookup = 0;
  for (let sample = 0; sample < batch; sample++)
    for (let table = 0, firstRow = 0; table < model.tables.length; firstRow += model.tables[table++]) {
      const bag = table * batch + sample;
      for (let i = 0; i < lengths[bag]; i++) indices[lookup++] = firstRow + stored[starts[bag] + i];
      offsets[sample * model.tables.length + table + 1] = lookup;
    }
  const sorted = createSparseUpdate(capacity);
  const rows = model.tables.reduce((a, b) => a + b);
  new SparseUpdateBuilder(capacity, rows).build(indices, offsets, offsets.length - 1, sorted);
  const arrays = { indices, offsets, ...sorted };
  return Object.fromEntries(Object.entries(arrays).map(([name, data]) => [name, [...data]]));
}
