// One layer of a lowered network in each of its forms.

import { packCodes } from '../base/packing';
import type { TensorData } from '../compile/program';
import { convolutionAttributes } from '../graph/ops/convolution';
import { add, elementwise } from '../graph/ops/elementwise';
import type { IntegerOperand } from '../graph/ops/quantised';
import type { Value } from '../graph/value';
import type { Affine } from './affine';
import { layerPoint } from './calibration';
import { layerWeights } from './fold';
import type { LinearLayer } from './layers';
import type { Coded, Lowering } from './lower';
import { addAttributes, leastScale, productOffsets } from './requantise';
import { groupWeights } from './weightGroups';
import { codeWeights, filtersFirst } from './weights';

/** Contents of a network's states by name. */
export type NetworkTensors = Map<string, { shape: readonly number[]; data: TensorData }>;

const LANES = 4;
const whole = (count: number): number => Math.ceil(count / LANES) * LANES;

/**
 * A layer on codes: its product summed in whole numbers, bias and zero points among them, and each sum scaled once.
 * With `result` its output is coded again, the residual added as codes; without, it is real.
 */
export function integerLayer(lowering: Lowering, layer: LinearLayer, result?: Affine): Coded {
  const { name, kind, product, residual, activation } = layer;
  const { graph, options } = lowering;
  const input = lowering.codes(layer.input);
  const { weights, bias } = layerWeights(layer, lowering.trained);
  const filters = bias.length;
  const taps = layer.weight.shape.slice(0, -2);
  const channels = layer.weight.shape.at(-2)!;
  const depth = weights.length / filters;
  const coded = codeWeights(filtersFirst(weights, filters), depth, options.weights, (row) =>
    leastScale(bias[row], input.affine),
  );
  // What the product itself is written as: with a residual to be added, its codes have a range of their own.
  const branch =
    result && residual
      ? options.calibration.affine(layerPoint(layer, 'branch'), options.activations)
      : result;
  const columns = result ? whole(filters) : filters;
  const step = (row: number) => (input.affine.scale * coded.scales[row]) / (branch?.scale ?? 1);
  const offsets = new Int32Array(columns);
  offsets.set(productOffsets(coded.codes, coded.scales, bias, input.affine));
  const multipliers = Float32Array.from({ length: columns }, (_, row) => (row < filters ? step(row) : 0));
  const words = packRows(coded.codes, channels, columns * (depth / channels));
  const operands = [
    input.value,
    lowering.state(`${name}.codes`, [columns, ...taps, Math.ceil(channels / LANES)], words),
    lowering.state(`${name}.offsets`, [columns], offsets),
    lowering.state(`${name}.multipliers`, [columns], multipliers),
  ];
  const attributes = {
    ...(kind === 'convolution' && windowOf(layer)),
    result: result ? 'i8' : 'f32',
    operands: ['offsets', 'multipliers'] satisfies IntegerOperand[],
    leftZero: kind === 'convolution' ? input.affine.zero : 0,
    resultZero: branch?.zero ?? 0,
    activation: residual ? 'none' : activation,
  };
  const op = kind === 'convolution' ? 'integerConvolution' : 'integerMatmul';
  const [value] = graph.scope(product.scope, () => graph.apply(op, operands, attributes));
  lowering.layers.push({
    ...{ name, form: 'integer', flops: layer.flops, coded, bias },
    ...{ shape: [filters, ...taps, channels], input: input.affine, result: branch },
  });
  if (!result) {
    const real = residual ? finish(add(value, lowering.real(residual)), layer) : value;
    return { value: real, affine: input.affine, depth: filters };
  }
  if (!residual) return { value, affine: result, depth: filters };
  const other = lowering.codes(residual);
  const [sum] = graph.scope(product.scope, () =>
    graph.apply('integerAdd', [value, other.value], {
      ...addAttributes(branch!, other.affine, result, activation === 'relu'),
    }),
  );
  return { value: sum, affine: result, depth: filters };
}

/** The layer as it was trained, its normalisation folded into weights and bias. */
export function realLayer(lowering: Lowering, layer: LinearLayer): Value {
  const { name, kind, residual } = layer;
  const { weights, bias } = layerWeights(layer, lowering.trained);
  const x = lowering.real(layer.input);
  const other = residual && lowering.real(residual);
  const w = lowering.state(`${name}.weight`, layer.weight.shape, weights);
  const b = lowering.state(`${name}.bias`, [bias.length], bias);
  lowering.layers.push({ name, form: 'real', flops: layer.flops });
  return lowering.graph.scope(layer.product.scope, () => {
    const [product] = lowering.graph.apply(kind, [x, w], layer.product.attributes);
    const sum = add(product, b);
    return finish(other ? add(sum, other) : sum, layer);
  });
}

/** Real activations times weights that are decoded as they are read, in groups along a row. */
export function weightOnlyLayer(lowering: Lowering, layer: LinearLayer): Value {
  const { name } = layer;
  const { weights, bias } = layerWeights(layer, lowering.trained);
  const filters = bias.length;
  const depth = weights.length / filters;
  const grouped = groupWeights(filtersFirst(weights, filters), depth);
  if (!grouped) return realLayer(lowering, layer);
  const { codes, affine, bits, group } = grouped;
  const x = lowering.real(layer.input);
  const operands = [
    x,
    lowering.state(`${name}.codes`, [codes.length], codes),
    lowering.state(`${name}.affine`, [affine.length / 2, 2], affine),
  ];
  const b = lowering.state(`${name}.bias`, [filters], bias);
  lowering.layers.push({ name, form: 'weightOnly', flops: layer.flops });
  return lowering.graph.scope(layer.product.scope, () => {
    const attributes = { bits, columns: filters, group, epilogue: {} };
    const [product] = lowering.graph.apply('weightOnlyMatmul', operands, attributes);
    return finish(add(product, b), layer);
  });
}

const finish = (sum: Value, { activation }: LinearLayer): Value =>
  activation === 'none' ? sum : elementwise(activation, sum);

function windowOf({ product }: LinearLayer) {
  const { stride, padding, dilation, groups } = convolutionAttributes(product);
  return { stride, padding, dilation, groups };
}

/** Codes in rows of `channels` as words, each row padded to whole words and the rows to `rows`, all with 0. */
function packRows(codes: Int8Array, channels: number, rows: number): Uint32Array<ArrayBuffer> {
  const wide = whole(channels);
  const padded = new Int8Array(rows * wide);
  for (let row = 0; row * channels < codes.length; row++)
    padded.set(codes.subarray(row * channels, (row + 1) * channels), row * wide);
  return packCodes(padded, 8);
}
