// The linear layers of a traced forward pass: each product with trained weights, with all that a kernel can do as it
// writes the result. Found in the graph, so that no model knows of it.

import type { Graph } from '../graph/graph';
import { nodeCost } from '../graph/op';
import type { ConvolutionAttributes } from '../graph/ops/convolution';
import type { Activation } from '../graph/ops/elementwiseFunctions';
import type { MatmulAttributes } from '../graph/ops/matmul';
import { normalisationEpilogue } from '../graph/ops/normalisation';
import type { Node, Value } from '../graph/value';

/** output = activation(normalised(input · weight + bias) + residual) */
export interface LinearLayer {
  /** The scope it was traced in: `stage1.block1.conv1`. */
  name: string;
  kind: 'convolution' | 'matmul';
  input: Value;
  /** A parameter: [KH, KW, C, F] or [K, N]. */
  weight: Value;
  bias?: Value;
  /** A `batchNormInference` behind the product. */
  norm?: Node;
  /** Added by the normalisation. */
  residual?: Value;
  activation: Activation;
  /** The values before and after the activation; the same one where there is none. */
  preActivation?: Value;
  output: Value;
  product: Node;
  flops: number;
}

const activations: readonly string[] = ['relu', 'gelu', 'silu', 'hardSwish', 'sigmoid', 'tanh'];

export type Readers = (value: Value) => readonly Node[];

/** Who reads a value. */
export function readersOf(graph: Graph): Readers {
  const readers = new Map<Value, Node[]>();
  for (const node of graph.nodes)
    for (const input of new Set(node.inputs)) {
      const known = readers.get(input);
      if (known) known.push(node);
      else readers.set(input, [node]);
    }
  return (value) => readers.get(value) ?? [];
}

/** The value whose elements a chain of reshapes shows. */
export function sourceOf(value: Value): Value {
  let source = value;
  while (source.producer?.op === 'reshape') source = source.producer.inputs[0];
  return source;
}

/** All layers, in the order of the graph. Grouped convolutions and products of two computed values are none. */
export function linearLayers(graph: Graph): LinearLayer[] {
  const readers = readersOf(graph);
  const outputs = new Set(graph.outputs.values());
  /** The one node that reads a value nobody else sees. */
  const next = (value: Value): Node | undefined =>
    !outputs.has(value) && readers(value).length === 1 ? readers(value)[0] : undefined;
  return graph.nodes.filter(isLinear).map((product) => {
    const layer: LinearLayer = {
      name: product.scope,
      kind: product.op as LinearLayer['kind'],
      input: product.inputs[0],
      weight: product.inputs[1],
      activation: 'none',
      output: product.outputs[0],
      product,
      flops: nodeCost(product).flops,
    };
    const norm = next(layer.output);
    if (norm?.op === 'batchNormInference' && norm.inputs[0] === layer.output) {
      const { activation = 'none', residual } = normalisationEpilogue(norm);
      Object.assign(layer, { norm, activation, output: norm.outputs[0] });
      if (residual) layer.residual = norm.inputs[5];
      return layer;
    }
    const sum = next(layer.output);
    if (sum?.op === 'add') {
      const [bias] = sum.inputs.filter((operand) => operand !== layer.output);
      if (bias?.role === 'parameter' && bias.shape.length === 1)
        Object.assign(layer, { bias, output: sum.outputs[0] });
    }
    const last = next(layer.output);
    if (last && activations.includes(last.op))
      Object.assign(layer, {
        activation: last.op,
        preActivation: layer.output,
        output: last.outputs[0],
      });
    return layer;
  });
}

function isLinear({ op, inputs, attributes }: Node): boolean {
  if (inputs[1]?.role !== 'parameter') return false;
  if (op === 'convolution') return (attributes as unknown as ConvolutionAttributes).groups === 1;
  const { transposeA, transposeB } = attributes as unknown as MatmulAttributes;
  return op === 'matmul' && !transposeA && !transposeB && inputs.every(({ shape }) => shape.length === 2);
}
