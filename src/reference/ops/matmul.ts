// Matrix products in float64.

import { type MatmulAttributes, matmulSizes } from '../../graph/ops/matmul';
import { defineReference } from '../interpreter';
import { tensor } from '../tensor';
import { applyEpilogue } from './epilogue';

/** C[m, n] = Σ_k op(A)[m, k]·op(B)[k, n] for every batch element; an unbatched B serves them all. */
defineReference('matmul', (inputs, node) => {
  const [a, b] = inputs;
  const attributes = node.attributes as unknown as MatmulAttributes;
  const { batch, M, N, K, shape } = matmulSizes(node.inputs[0], node.inputs[1], attributes);
  const [aRow, aColumn] = attributes.transposeA ? [1, M] : [K, 1];
  const [bRow, bColumn] = attributes.transposeB ? [1, K] : [N, 1];
  const bBatch = b.shape.length > 2 ? K * N : 0;
  const product = tensor(shape);
  for (let i = 0; i < batch; i++)
    for (let m = 0; m < M; m++)
      for (let n = 0; n < N; n++) {
        let sum = 0;
        for (let k = 0; k < K; k++)
          sum += a.data[i * M * K + m * aRow + k * aColumn] * b.data[i * bBatch + k * bRow + n * bColumn];
        product.data[(i * M + m) * N + n] = sum;
      }
  return applyEpilogue(product, inputs, node, 2);
});
