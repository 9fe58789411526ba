// A model as plain data, and the one place that turns it into logits with the inputs it reads.

import type { Graph } from '../graph/graph';
import type { Value } from '../graph/value';
import { type ForwardMode, tracedIn } from './forward';
import { lookupInputs } from './layers/embedding';
import { type DlrmConfig, dlrm } from './models/dlrm';
import { type MlpConfig, mlp } from './models/mlp';
import { type ResNetConfig, resnet } from './models/resnet';
import { type ViTConfig, vit } from './models/vit';

export type Model =
  | ({ kind: 'resnet' } & ResNetConfig)
  | ({ kind: 'vit' } & ViTConfig)
  | ({ kind: 'mlp' } & MlpConfig)
  | ({ kind: 'dlrm' } & DlrmConfig);

/** Classifiers read `images` and end in one logit a class; DLRM reads clicks and ends in one logit. */
export const isClassifier = (model: Model): model is Exclude<Model, { kind: 'dlrm' }> =>
  model.kind !== 'dlrm';

/** Width of the logits and of the `targets` input. */
export const logitsOf = (model: Model): number => (isClassifier(model) ? model.classes : 1);

/** How many lookups a batch of a DLRM has room for. */
export const lookupCapacity = (model: DlrmConfig, batch: number): number =>
  Math.ceil(batch * model.lookupsPerSample);

/**
 * Declares the model's inputs and traces its logits [batch, classes] (DLRM: [batch, 1]).
 * Inputs: `images` f32 [batch, image, image, channels]; for DLRM `dense` f32 [batch, features] and the
 * lookups `indices`, `offsets`, `uniqueRows`, `segmentStarts`, `segmentBags`, `counts` (u32).
 */
export function traceModel(graph: Graph, model: Model, batch: number, mode: ForwardMode): Value {
  return tracedIn(graph, mode, () => traced(graph, model, batch, mode));
}

function traced(graph: Graph, model: Model, batch: number, mode: ForwardMode): Value {
  if (model.kind === 'dlrm') {
    const dense = graph.input('dense', [batch, model.dense]);
    const lookups = lookupInputs(graph, batch * model.tables.length, lookupCapacity(model, batch));
    return dlrm(graph, model, { dense, lookups }, mode);
  }
  const images = graph.input('images', [batch, model.image, model.image, model.channels]);
  switch (model.kind) {
    case 'resnet':
      return resnet(graph, model, images, mode);
    case 'vit':
      return vit(graph, model, images, mode);
    case 'mlp':
      return mlp(graph, model, images, mode);
  }
}
