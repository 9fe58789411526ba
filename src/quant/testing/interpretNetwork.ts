// Small trained-looking networks for tests, and their graphs run in float64.

import { RandomStream } from '../../base/randomStream';
import type { Graph } from '../../graph/graph';
import { initialise } from '../../graph/initialise';
import { elementCount, type Value } from '../../graph/value';
import type { Model } from '../../nn/model';
import { evaluationStep } from '../../nn/trainingStep';
import { interpret } from '../../reference/interpreter';
import '../../reference/ops';
import { type Tensor, tensor } from '../../reference/tensor';
import { Calibration, calibrationGraph } from '../calibration';
import type { LoweredNetwork } from '../lower';

export type HostTensors = Map<string, { shape: readonly number[]; data: Float32Array<ArrayBuffer> }>;

/** Tensors as after some training: drawn from the seed, with statistics and norms away from where they start. */
export function seasoned(model: Model, seed: number): HostTensors {
  const graph = evaluationStep(model, { batchSize: 1 });
  return new Map(
    [...graph.parameters, ...graph.states].map((value) => {
      const data = initialise(value, seed) as Float32Array<ArrayBuffer>;
      const noise = new RandomStream(seed, data.length + value.name.length).fillNormal(
        new Float32Array(data.length),
      );
      if (value.shape.length === 1)
        for (const [at, x] of noise.entries())
          data[at] = value.name.endsWith('Variance') ? 0.5 + x * x : data[at] + 0.3 * x;
      return [value.name, { shape: value.shape, data }];
    }),
  );
}

export const normals = (count: number, seed: number): Float32Array =>
  new RandomStream(seed, 77).fillNormal(new Float32Array(count));

/** Runs a graph on tensors by name; returns its outputs by name. */
export function run(
  graph: Graph,
  tensors: ReadonlyMap<string, { data: ArrayLike<number> }>,
  images: ArrayLike<number>,
): Map<string, Tensor> {
  const state = new Map<Value, Tensor>(
    [...graph.parameters, ...graph.states].map((value) => [
      value,
      tensor(value.shape, tensors.get(value.name)!.data),
    ]),
  );
  const [input] = graph.inputs;
  const known = interpret(graph.nodes, state, new Map([[input, tensor(input.shape, images)]]));
  return new Map([...graph.outputs].map(([name, value]) => [name, known.get(value)!]));
}

/** Ranges of one batch of images. */
export function calibrate(model: Model, tensors: HostTensors, batch: number, images: ArrayLike<number>) {
  const { graph, points } = calibrationGraph(model, batch);
  const calibration = new Calibration(points);
  calibration.observe(run(graph, tensors, images));
  return calibration;
}

export const logitsOf = (network: LoweredNetwork, images: ArrayLike<number>): Float64Array =>
  run(network.graph, network.tensors, images).get('logits')!.data;

export const imagesOf = (model: Exclude<Model, { kind: 'dlrm' }>, batch: number, seed: number) =>
  normals(elementCount([batch, model.image, model.image, model.channels]), seed);
