// From a trained model to the graph that runs it on integer codes. The model's own forward pass is rewritten value by
// value from its outputs: each is wanted as real numbers or as codes and comes as either, so that layers that stay real
// may stand between integer ones.

import type { TensorData } from '../compile/program';
import { Graph } from '../graph/graph';
import type { ReductionAttributes } from '../graph/ops/reduction';
import { reshape } from '../graph/ops/shape';
import { elementCount, type Node, type Value } from '../graph/value';
import type { Model } from '../nn/model';
import { evaluationStep } from '../nn/trainingStep';
import type { Affine } from './affine';
import { type ActivationScheme, type Calibration, layerPoint, valuePoint } from './calibration';
import type { TrainedTensors } from './fold';
import { type LinearLayer, linearLayers, type Readers, readersOf } from './layers';
import { codedLayer, decodedLayer, type NetworkTensors, realLayer, weightOnlyLayer } from './lowerLayer';
import { letsScalesThrough } from './requantise';
import type { CodedWeights, WeightScheme } from './weights';

/** How a layer computes: on codes; on real numbers with coded weights; or as it was trained, with its norm folded. */
export type LayerForm = 'integer' | 'weightOnly' | 'real';

export interface LoweringOptions {
  batchSize: number;
  form(layer: LinearLayer): LayerForm;
  weights: WeightScheme;
  activations: ActivationScheme;
  calibration: Calibration;
}

/** A tensor as codes: words of four along the last axis. */
export interface Coded {
  value: Value;
  affine: Affine;
  /** Numbers of a row; the last word may hold more codes. */
  depth: number;
}

export interface LoweredLayer {
  name: string;
  form: LayerForm;
  flops: number;
  coded?: CodedWeights;
  /** Of the layer's weights as rows: [F, ..]. */
  shape?: readonly number[];
  /** Whole numbers in units of the product's sums. */
  bias?: Float32Array<ArrayBuffer>;
  input?: Affine;
  result?: Affine;
}

export interface LoweredNetwork {
  /** Inputs and outputs of the model's forward pass: `images` to `logits`. */
  graph: Graph;
  /** Contents of the graph's states. */
  tensors: NetworkTensors;
  /** In the order of the model. */
  layers: LoweredLayer[];
}

export function lowerModel(model: Model, trained: TrainedTensors, options: LoweringOptions): LoweredNetwork {
  const source = evaluationStep(model, { batchSize: options.batchSize });
  return new Lowering(source, trained, options).run();
}

export class Lowering {
  readonly graph = new Graph();
  readonly tensors: NetworkTensors = new Map();
  readonly layers: LoweredLayer[] = [];
  readonly #layerOf: ReadonlyMap<Value, LinearLayer>;
  readonly #layerAt: ReadonlyMap<Node, LinearLayer>;
  readonly #readers: Readers;
  readonly #real = new Map<Value, Value>();
  readonly #codes = new Map<Value, Coded>();

  constructor(
    readonly source: Graph,
    readonly trained: TrainedTensors,
    readonly options: LoweringOptions,
  ) {
    const layers = linearLayers(source);
    this.#layerOf = new Map(layers.map((layer) => [layer.output, layer]));
    this.#layerAt = new Map(
      layers.flatMap((layer) => [layer.product, layer.norm].flatMap((node) => (node ? [[node, layer]] : []))),
    );
    this.#readers = readersOf(source);
  }

  run(): LoweredNetwork {
    for (const input of this.source.inputs)
      this.#real.set(input, this.graph.input(input.name, input.shape, input.dtype));
    for (const [name, value] of this.source.outputs) this.graph.output(name, this.real(value));
    const { graph, tensors } = this;
    const order = [...this.#layerOf.values()].map(({ name }) => name);
    const layers = this.layers.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    return { graph, tensors, layers };
  }

  /** A value of the source as real numbers. */
  real(value: Value): Value {
    const known = this.#real.get(value);
    if (known) return known;
    if (value.role === 'constant')
      return this.#remember(value, this.graph.constant(value.data ?? 0, value.shape, value.dtype));
    if (value.role !== 'intermediate') return this.#keep(value);
    if (this.isCoded(value)) {
      const { value: codes, affine, depth } = this.codes(value);
      const { scale, zero } = affine;
      const [real] = this.graph.apply('dequantise', [codes], { depth, scale, zero });
      return this.#remember(value, real);
    }
    const layer = this.#layerOf.get(value);
    if (layer) return this.#remember(value, this.#realOf(layer));
    const node = value.producer!;
    const inputs = node.inputs.map((input) => this.real(input));
    const outputs = this.graph.scope(node.scope, () => this.graph.apply(node.op, inputs, node.attributes));
    for (const [index, output] of node.outputs.entries()) this.#real.set(output, outputs[index]);
    return this.#real.get(value)!;
  }

  /** A value of the source as codes. */
  codes(value: Value): Coded {
    const known = this.#codes.get(value);
    if (known) return known;
    const coded = this.#coded(value);
    this.#codes.set(value, coded);
    return coded;
  }

  #coded(value: Value): Coded {
    const affine = this.affineOf(value);
    const depth = value.shape.at(-1)!;
    if (!this.isCoded(value)) {
      const inverse = this.graph.constant([Math.fround(1 / affine.scale)], [1]);
      const [codes] = this.graph.apply('quantise', [this.real(value), inverse], { zero: affine.zero });
      return { value: codes, affine, depth };
    }
    const layer = this.#layerOf.get(value);
    if (layer) return codedLayer(this, layer, affine);
    const { op, inputs } = value.producer!;
    const before = this.codes(inputs[0]);
    if (op === 'reshape') {
      const words = before.value.shape.at(-1)!;
      return { ...before, value: reshape(before.value, [...value.shape.slice(0, -1), words]) };
    }
    const places = elementCount(inputs[0].shape.slice(1, -1));
    const [mean] = this.graph.apply('integerMean', [before.value], {
      zero: before.affine.zero,
      multiplier: before.affine.scale / (affine.scale * places),
      resultZero: affine.zero,
    });
    return { value: mean, affine, depth };
  }

  /** Whether a value comes as codes: its producer can make them, and something wants them. */
  isCoded(value: Value): boolean {
    const layer = this.#layerOf.get(value);
    if (layer) return this.options.form(layer) === 'integer' && writesCodes(layer) && this.#isWanted(value);
    const node = value.producer;
    return node !== undefined && keepsCodes(node) && this.isCoded(node.inputs[0]);
  }

  /** Whether an integer layer reads the value, directly or through what passes codes on. */
  #isWanted(value: Value): boolean {
    return this.#readers(value).some((reader) => {
      if (keepsCodes(reader)) return this.#isWanted(reader.outputs[0]);
      const layer = this.#layerAt.get(reader);
      if (!layer || this.options.form(layer) !== 'integer') return false;
      return layer.input === value || (layer.residual === value && this.isCoded(layer.output));
    });
  }

  affineOf(value: Value): Affine {
    const { calibration, activations } = this.options;
    const layer = this.#layerOf.get(value);
    const whole = layer?.activation === 'relu' && !activations.netAware;
    const point = whole ? layerPoint(layer, 'preActivation') : valuePoint(value);
    return calibration.affine(point, activations, !this.#meetsEdges(value));
  }

  /** Whether a convolution reads the value: its kernel knows the code of zero that lies beyond an image's edge. */
  #meetsEdges(value: Value): boolean {
    return this.#readers(value).some((reader) => {
      if (reader.op === 'reshape') return this.#meetsEdges(reader.outputs[0]);
      return this.#layerAt.get(reader)?.kind === 'convolution';
    });
  }

  /** Declares a tensor of the lowered network. */
  state(name: string, shape: readonly number[], data: TensorData): Value {
    this.tensors.set(name, { shape, data });
    const dtype = data instanceof Uint32Array ? 'u32' : data instanceof Int32Array ? 'i32' : 'f32';
    return this.graph.state(name, shape, { kind: 'constant', value: 0 }, dtype);
  }

  #realOf(layer: LinearLayer): Value {
    const form = this.options.form(layer);
    if (form === 'integer') return decodedLayer(this, layer);
    if (form === 'weightOnly' && layer.kind === 'matmul') return weightOnlyLayer(this, layer);
    return realLayer(this, layer);
  }

  #remember(value: Value, real: Value): Value {
    this.#real.set(value, real);
    return real;
  }

  /** A tensor that no layer takes over: layer norms, positions, embeddings. */
  #keep(value: Value): Value {
    const { data } = this.trained.get(value.name)!;
    return this.#remember(value, this.state(value.name, value.shape, Float32Array.from(data)));
  }
}

/** Any product may; with a residual it is a sum of codes that writes them, which ends in a ReLU at most. */
const writesCodes = ({ residual, activation }: LinearLayer): boolean =>
  !residual || letsScalesThrough(activation);

/** Reshapes that leave rows as they are, and means over everything between the first axis and the last. */
function keepsCodes({ op, inputs, outputs, attributes }: Node): boolean {
  const { shape } = inputs[0];
  if (op === 'reshape') return shape.at(-1) === outputs[0].shape.at(-1);
  if (op !== 'reduceSum') return false;
  const { axes, scale = 1, keepDimensions } = attributes as unknown as ReductionAttributes;
  const between = axes.length === shape.length - 2 && axes.every((axis, index) => axis === index + 1);
  return between && axes.length > 0 && !keepDimensions && scale === 1 / elementCount(shape.slice(1, -1));
}
