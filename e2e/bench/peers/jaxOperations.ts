// Single operations in jax-js; gradients by its autodiff, compiled without what they do not need.

import { grad, type Array as JaxArray, lax, numpy as np } from '@jax-js/jax';
import type { Rival } from '../../../src/bench/contender';
import type { ConvolutionProblem, EmbeddingProblem, SmallProductsProblem } from '../../../src/bench/problem';
import { compiled } from './jaxProgram';
import { transposed, withResult } from './layouts';

/** Channels first, its own order. */
export function convolution(problem: ConvolutionProblem): Rival {
  const { pass, xShape, wShape, yShape, stride, padding, groups } = problem;
  const image = (data: Float32Array, shape: readonly number[]) =>
    np.array(transposed(data, shape, [0, 3, 1, 2]), { shape: [shape[0], shape[3], shape[1], shape[2]] });
  const [height, width, own, filters] = wShape;
  const operands = {
    x: image(problem.x, xShape),
    w: np.array(transposed(problem.w, wShape, [3, 2, 0, 1]), { shape: [filters, own, height, width] }),
    dy: image(problem.dy, yShape),
  };
  const convolve = (x: JaxArray, w: JaxArray): JaxArray =>
    lax.convGeneralDilated(
      x,
      w,
      [stride, stride],
      [
        [padding, padding],
        [padding, padding],
      ],
      { featureGroupCount: groups },
    );
  const weighted = (x: JaxArray, w: JaxArray, dy: JaxArray) => convolve(x, w).mul(dy).sum();
  switch (pass) {
    case 'forward': {
      operands.dy.dispose();
      const rival = compiled({ x: operands.x, w: operands.w }, ({ x, w }) => ({ result: convolve(x, w) }));
      return withResult(rival, (y) =>
        transposed(y, [yShape[0], yShape[3], yShape[1], yShape[2]], [0, 2, 3, 1]),
      );
    }
    case 'inputGradient': {
      const byInput = grad(weighted);
      const rival = compiled(operands, ({ x, w, dy }) => ({ result: byInput(x, w, dy) }));
      return withResult(rival, (dx) =>
        transposed(dx, [xShape[0], xShape[3], xShape[1], xShape[2]], [0, 2, 3, 1]),
      );
    }
    case 'weightGradient': {
      const byWeights = grad((w: JaxArray, x: JaxArray, dy: JaxArray) => weighted(x, w, dy));
      const rival = compiled(operands, ({ x, w, dy }) => ({ result: byWeights(w, x, dy) }));
      return withResult(rival, (dw) => transposed(dw, [filters, own, height, width], [2, 3, 1, 0]));
    }
  }
}

/** Rows by `take`; its gradient is a tensor of the whole table's shape. */
export function embedding(problem: EmbeddingProblem): Rival {
  const { update, rows, dimension, bags, bagSize, indices, learningRate } = problem;
  const bagsOf = (table: JaxArray, wanted: JaxArray): JaxArray =>
    np.take(table, wanted, 0).reshape([bags, bagSize, dimension]).sum(1);
  const operands = {
    table: np.array(problem.table, { shape: [rows, dimension] }),
    wanted: np.array(Int32Array.from(indices)),
  };
  if (!update) return compiled(operands, ({ table, wanted }) => ({ y: bagsOf(table, wanted) }));
  const gradient = grad((table: JaxArray, wanted: JaxArray, dy: JaxArray) =>
    bagsOf(table, wanted).mul(dy).sum(),
  );
  const dy = np.array(problem.dy, { shape: [bags, dimension] });
  return compiled({ ...operands, dy }, ({ table, wanted, dy }) => ({
    y: bagsOf(table.ref, wanted.ref),
    table: table.ref.sub(gradient(table, wanted, dy).mul(learningRate)),
  }));
}

/** The whole chain compiled as one program. */
export const smallProducts = ({ count, size, x, w }: SmallProductsProblem): Rival =>
  compiled(
    { x: np.array(x, { shape: [size, size] }), w: np.array(w, { shape: [size, size] }) },
    ({ x, w }) => {
      let c = x;
      for (let i = 0; i < count; i++) c = np.matmul(c, w.ref);
      w.dispose();
      return { c };
    },
  );
