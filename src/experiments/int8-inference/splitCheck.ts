// The outlier split on the device: the product with the narrow part plus the sparse wide part, against the product
// with all weights, for every layer of the trained network.

import { packCodes } from '../../base/packing';
import { RandomStream } from '../../base/randomStream';
import type { TensorData } from '../../compile/program';
import type { Gpu } from '../../gpu/device';
import { Graph } from '../../graph/graph';
import type { Value } from '../../graph/value';
import { splitOutliers } from '../../quant/outliers';
import type { WeightRows } from './outliers';
import { withNetwork } from './runner';

const LANES = 4;
const ROWS = 16;
const whole = { result: 'i32', operands: [], leftZero: 0, resultZero: 0 };

/** The largest difference of any sum, over all layers: 0 where the split is exact. */
export async function splitDifference(
  gpu: Gpu,
  layers: readonly WeightRows[],
  bits: number,
): Promise<number> {
  const graph = new Graph();
  const tensors = new Map<string, { shape: readonly number[]; data: TensorData }>();
  const state = (name: string, shape: readonly number[], data: TensorData): Value => {
    tensors.set(name, { shape, data });
    const dtype = data instanceof Uint32Array ? 'u32' : 'i32';
    return graph.state(name, shape, { kind: 'constant', value: 0 }, dtype);
  };
  for (const { name, codes, depth } of layers) {
    const rows = codes.length / depth;
    const words = Math.ceil(depth / LANES);
    const { main, outliers } = splitOutliers(codes, depth, bits);
    const { starts, columns, values } = outliers;
    const left = state(`${name}.left`, [ROWS, words], packCodes(randomCodes(ROWS * words * LANES), 8));
    const product = (part: string, weights: Int8Array) =>
      graph.apply(
        'integerMatmul',
        [left, state(`${name}.${part}`, [rows, words], packed(weights, depth))],
        whole,
      )[0];
    // A binding of nothing is not allowed: an entry that no row has.
    const entries = Math.max(1, columns.length);
    const padded = <T extends Uint32Array | Int32Array>(array: T, make: (length: number) => T): T => {
      const result = make(entries);
      result.set(array);
      return result;
    };
    const sum = graph.apply('integerSparseAdd', [
      left,
      product('main', main),
      state(`${name}.starts`, [rows + 1], starts),
      state(
        `${name}.columns`,
        [entries],
        padded(columns, (length) => new Uint32Array(length)),
      ),
      state(
        `${name}.values`,
        [entries],
        padded(values, (length) => new Int32Array(length)),
      ),
    ])[0];
    graph.output(`${name}/split`, sum);
    graph.output(`${name}/whole`, product('whole', codes));
  }
  return withNetwork(gpu, 'outlier split', { graph, tensors }, async ({ program, state: given }) => {
    await program.ready();
    const outputs = await program.run(given);
    let largest = 0;
    for (const { name } of layers) {
      const [split, all] = ['split', 'whole'].map((part) => outputs.get(`${name}/${part}`)!);
      for (let i = 0; i < all.length; i++) largest = Math.max(largest, Math.abs(split[i] - all[i]));
    }
    return largest;
  });
}

function packed(codes: Int8Array, depth: number): Uint32Array<ArrayBuffer> {
  const wide = LANES * Math.ceil(depth / LANES);
  const rows = codes.length / depth;
  const result = new Int8Array(rows * wide);
  for (let row = 0; row < rows; row++) result.set(codes.subarray(row * depth, (row + 1) * depth), row * wide);
  return packCodes(result, 8);
}

function randomCodes(count: number): Int8Array {
  const uniform = new RandomStream(13, 0).fillUniform(new Float32Array(count));
  return Int8Array.from(uniform, (x) => Math.floor(256 * x) - 128);
}
