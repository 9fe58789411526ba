// Float64 reference of DLRM's dot interaction.

import { defineReference } from '../interpreter';
import { type Tensor, tensor } from '../tensor';

/** Vector i of one sample: the dense vector for i = 0, then the embeddings. A view, not a copy. */
function vector(dense: Tensor, embeddings: Tensor, sample: number, i: number): Float64Array {
  const [, tables, width] = embeddings.shape;
  if (i === 0) return dense.data.subarray(sample * width, (sample + 1) * width);
  const row = sample * tables + i - 1;
  return embeddings.data.subarray(row * width, (row + 1) * width);
}

defineReference('dotInteraction', ([dense, embeddings], node) => {
  const [batch, tables] = embeddings.shape;
  const y: number[] = [];
  for (let sample = 0; sample < batch; sample++) {
    y.push(...vector(dense, embeddings, sample, 0));
    for (let i = 1; i <= tables; i++)
      for (let j = 0; j < i; j++) {
        const other = vector(dense, embeddings, sample, j);
        y.push(vector(dense, embeddings, sample, i).reduce((sum, x, d) => sum + x * other[d], 0));
      }
  }
  return [tensor(node.outputs[0].shape, y)];
});

defineReference('dotInteractionGradient', ([dy, dense, embeddings]) => {
  const [batch, tables, width] = embeddings.shape;
  const denseGradient = tensor(dense.shape);
  const embeddingGradient = tensor(embeddings.shape);
  for (let sample = 0; sample < batch; sample++) {
    let position = sample * dy.shape[1];
    const gradientOf = (i: number) => vector(denseGradient, embeddingGradient, sample, i);
    const vectorOf = (i: number) => vector(dense, embeddings, sample, i);
    for (let d = 0; d < width; d++) gradientOf(0)[d] = dy.data[position++];
    for (let i = 1; i <= tables; i++)
      for (let j = 0; j < i; j++, position++)
        for (let d = 0; d < width; d++) {
          gradientOf(i)[d] += dy.data[position] * vectorOf(j)[d];
          gradientOf(j)[d] += dy.data[position] * vectorOf(i)[d];
        }
  }
  return [denseGradient, embeddingGradient];
});
