// The network, optimizer and lengths that the settings stand for: those of the model's own training experiment, where
// nothing else is set.

import type { Graph } from '../../graph/graph';
import type { Wave } from '../../graph/ops/optimizer';
import type { Model } from '../../nn/model';
import { trainingStep } from '../../nn/trainingStep';
import type { OptimizerConfig } from '../../optim/config';
import type { Ramp } from '../../quant/periodicSchedule';
import { type ConfigOf, defaultsOf } from '../schema';
import { type ResNetSettings, resnetModel, resnetOptimizer } from '../train-resnet/model';
import { schema as resnetSchema } from '../train-resnet/schema';
import { type ViTSettings, vitModel, vitOptimizer } from '../train-vit/model';
import { schema as vitSchema } from '../train-vit/schema';
import type { ImageShape } from '../training/imageTask';
import type { schema } from './schema';

export type Settings = ConfigOf<typeof schema>;

/** Settings without a "what suits the model" left in them. */
export interface Resolved extends Settings {
  warmupEpochs: number;
}

/** λ that gathers the weights within the ramp without stopping the learning, in units of Δ². */
const AMPLITUDES = { resnet: 0.3, vit: 60 };
const EPOCHS = { resnet: 6, vit: 40 };

export function resolved(settings: Settings): Resolved {
  const { model } = settings;
  const own = defaultsOf(model === 'resnet' ? resnetSchema : vitSchema) as unknown as ResNetSettings;
  const form = settings.form === 'auto' ? (model === 'resnet' ? 'loss' : 'decoupled') : settings.form;
  const epochs = settings.epochs || EPOCHS[model];
  return {
    ...settings,
    form,
    epochs,
    width: settings.width || own.width,
    batch: settings.batch || own.batch,
    learningRate: settings.learningRate || own.learningRate,
    amplitude: settings.amplitude || AMPLITUDES[model],
    warmupEpochs: (own.warmupEpochs / own.epochs) * epochs,
  };
}

export function modelOf({ model, width }: Resolved, shape: ImageShape): Model {
  return model === 'resnet'
    ? resnetModel({ ...(defaultsOf(resnetSchema) as unknown as ResNetSettings), width }, shape)
    : vitModel({ ...(defaultsOf(vitSchema) as unknown as ViTSettings), width }, shape);
}

export function optimizerOf({ model, wave, form }: Resolved): OptimizerConfig {
  const own =
    model === 'resnet'
      ? resnetOptimizer(defaultsOf(resnetSchema) as unknown as ResNetSettings)
      : vitOptimizer(defaultsOf(vitSchema) as unknown as ViTSettings);
  return { ...own, periodic: { wave, decoupled: form === 'decoupled' } };
}

/** The training step of each wave, traced once: arms of one graph share its programs. */
export function trainingGraphs(settings: Resolved, model: Model): (wave: Wave) => Graph {
  const { batch } = settings;
  const graphs = new Map<Wave, Graph>();
  return (wave) => {
    const optimizer = optimizerOf({ ...settings, wave });
    const graph = graphs.get(wave) ?? trainingStep(model, { batchSize: batch, optimizer });
    graphs.set(wave, graph);
    return graph;
  };
}

/** Steps of one arm, and where the ramp lies among them. */
export function courseOf(
  { steps, epochs, rampStart, hold }: Resolved,
  perEpoch: number,
): Ramp & { total: number } {
  const total = steps || epochs * perEpoch;
  const begins = Math.round(rampStart * total);
  return { total, begins, tops: Math.max(begins, Math.round((1 - hold) * total)) };
}
