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
import { addAttributes, leastScale, letsScalesThrough, productOffsets } from './requantise';
import { groupWeights } from './weightGroups';
import { codeWeights, filtersFirst } from './weights';

/** Contents of a network's states by name. */
export type NetworkTensors = Map<string, { shape: readonly number[]; data: TensorData }>;

const LANES = 4;
const whole = (count: number): number => Math.ceil(count / LANES) * LANES;

/** A layer on codes whose output is coded by `result`; a residual is added as codes. */
export function codedLayer(lowering: Lowering, layer: LinearLayer, result: Affine): Coded {
  const { product, residual, activation } = layer;
  const { graph, options } = lowering;
  const depth = layer.weight.shape.at(-1)!;
  if (!residual) return { value: integerProduct(lowering, layer, result), affine: result, depth };
  // Before the residual is added the codes have a range of their own.
  const branch = options.calibration.affine(layerPoint(layer, 'branch'), options.activations);
  const value = integerProduct(lowering, layer, branch);
  const other = lowering.codes(residual);
  const attributes = { ...addAttributes(branch, other.affine, result, activation === 'relu') };
  const [sum] = graph.scope(product.scope, () => graph.apply('integerAdd', [value, other.value], attributes));
  return { value: sum, affine: result, depth };
}

/** A layer on codes whose output is real. */
export function decodedLayer(lowering: Lowering, layer: LinearLayer): Value {
  const product = integerProduct(lowering, layer);
  return layer.residual ? finish(add(product, lowering.real(layer.residual)), layer) : product;
}

/**
 * The product of a layer summed in whole numbers, bias and zero points among them, and each sum scaled: to codes of
 * `result`, or to real numbers. Without a residual to come its activation is applied.
 */
function integerProduct(lowering: Lowering, layer: LinearLayer, result?: Affine): Value {
  const { name, kind, product } = layer;
  const input = lowering.codes(layer.input);
  const { weights, bias } = layerWeights(layer, lowering.trained);
  const filters = bias.length;
  const taps = layer.weight.shape.slice(0, -2);
  const channels = layer.weight.shape.at(-2)!;
  const depth = weights.length / filters;
  const rows = filtersFirst(weights, filters);
  const coded = codeWeights(rows, depth, lowering.options.weights, (row) =>
    leastScale(bias[row], input.affine),
  );
  lowering.layers.push({
    ...{ name, form: 'integer', flops: layer.flops, coded, bias },
    ...{ shape: [filters, ...taps, channels], input: input.affine, result },
  });
  // Codes are written in words: further rows of 0 fill the last.
  const columns = result ? whole(filters) : filters;
  const offsets = new Int32Array(columns);
  offsets.set(productOffsets(coded.codes, coded.scales, bias, input.affine));
  const activation = layer.residual ? 'none' : layer.activation;
  // Where it makes no difference the multipliers divide by the result's scale: that is one rounding less.
  const resultScale = result?.scale ?? 1;
  const divided = letsScalesThrough(activation) ? resultScale : 1;
  const multipliers = new Float32Array(columns);
  multipliers.set(coded.scales.map((scale) => (input.affine.scale * scale) / divided));
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
    ...{ resultScale: resultScale / divided, resultZero: result?.zero ?? 0, activation },
  };
  const op = kind === 'convolution' ? 'integerConvolution' : 'integerMatmul';
  return lowering.graph.scope(product.scope, () => lowering.graph.apply(op, operands, attributes)[0]);
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
