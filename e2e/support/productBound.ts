// Judges a matrix product element by element: |C − C64| ≤ 4·√K·2⁻²⁴·(|A||B|), with |A| and |B| as they are stored.

import { expect } from 'vitest';
import { halfOf, numberOfHalf } from '../../src/base/halves';
import { RandomStream } from '../../src/base/randomStream';
import type { Epilogue } from '../../src/graph/ops/matmul';
import { type DType, elementCount, type Shape } from '../../src/graph/value';
import { type OpCheck, type OpInput, runOp } from './checkOp';

export interface ProductCase {
  M: number;
  K: number;
  N: number;
  transposeA?: boolean;
  transposeB?: boolean;
  batch?: number[];
  sharedB?: boolean;
  epilogue?: Epilogue;
  more?: OpInput[];
  /** What the operands are stored as; default f32. */
  dtypes?: readonly [DType, DType];
}

const productShapes = ({ M, K, N, transposeA, transposeB, batch = [], sharedB }: ProductCase) => [
  [...batch, ...(transposeA ? [K, M] : [M, K])],
  [...(sharedB ? [] : batch), ...(transposeB ? [N, K] : [K, N])],
];

/** Inputs and attributes of a case. */
export function productOperands(c: ProductCase): Pick<OpCheck, 'inputs' | 'attributes'> {
  const { transposeA = false, transposeB = false, epilogue = {}, more = [], dtypes } = c;
  return {
    inputs: [...productShapes(c).map((shape, index) => ({ shape, dtype: dtypes?.[index] })), ...more],
    attributes: { transposeA, transposeB, epilogue },
  };
}

export const normal = (shape: Shape, stream: number, scale = 1): Float32Array => {
  const elements = new Float32Array(elementCount(shape));
  new RandomStream(7, stream).fillNormal(elements);
  return elements.map((element) => element * scale);
};

/** Runs one unbatched product and fails where an element is beyond its bound. */
export async function expectWithinBound(c: ProductCase, rest: Partial<OpCheck>): Promise<void> {
  const { M, K, N, transposeA, transposeB, dtypes } = c;
  const inputs = productShapes(c).map((shape, index) => ({
    shape,
    dtype: dtypes?.[index],
    data: normal(shape, index),
  }));
  const [{ gpu, reference }] = await runOp({ op: 'matmul', ...productOperands(c), ...rest, inputs });
  const [a, b] = inputs.map(({ data, dtype }) =>
    data.map((x) => Math.abs(dtype === 'f16' ? numberOfHalf(halfOf(x)) : x)),
  );
  const [aRow, aStep] = transposeA ? [1, M] : [K, 1];
  const [bStep, bColumn] = transposeB ? [1, K] : [N, 1];
  for (let m = 0; m < M; m++)
    for (let n = 0; n < N; n++) {
      let sum = 0;
      for (let k = 0; k < K; k++) sum += a[m * aRow + k * aStep] * b[k * bStep + n * bColumn];
      const bound = 4 * Math.sqrt(K) * 2 ** -24 * sum + 1e-30;
      const error = Math.abs(gpu[m * N + n] - reference[m * N + n]);
      if (!(error <= bound)) expect.fail(`C[${m}, ${n}] is off by ${error}, the bound is ${bound}`);
    }
}
