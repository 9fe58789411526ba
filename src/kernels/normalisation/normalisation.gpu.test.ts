// Normalisation kernels against the float64 reference, at awkward shapes, planned for both adapter classes.

import { describe, expect, test } from 'vitest';
import { checkOp, type OpInput, runOp } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import { elementCount } from '../../graph/value';

/** Normal elements moved to `mean` and stretched by `deviation`. */
function moved(shape: number[], mean: number, deviation = 1): OpInput {
  const data = new RandomStream(3, 9).fillNormal(new Float32Array(elementCount(shape)));
  return { shape, data: data.map((value) => mean + deviation * value) };
}

const positive = (shape: number[]): OpInput => {
  const { data } = moved(shape, 0);
  return { shape, data: Array.from(data!, (value) => 0.5 + Math.abs(value)) };
};

/** Ones, primes, whole vectors; fewer for the variants that compile slowly on a software adapter. */
const small = {
  software: [
    [1, 1],
    [3, 5, 7, 13],
    [17, 16],
    [31, 67],
  ],
  hardware: [
    [3, 5, 7, 13],
    [17, 16],
  ],
};
/** Enough rows for several tiles. */
const tall = {
  software: [
    [300_001, 1],
    [20_011, 16],
  ],
  hardware: [
    [20_011, 1],
    [4_999, 16],
  ],
};
const each = (shapes: number[][]) => shapes.map((shape) => [shape] as const);

describe.each(['software', 'hardware'] as const)('planned for %s', (adapterClass) => {
  test.each(each([...small[adapterClass], ...tall[adapterClass]]))(
    'batch statistics of %o',
    async (shape) => {
      const channels = shape.at(-1)!;
      await checkOp({
        op: 'batchNormStatistics',
        inputs: [moved(shape, 3, 2), { shape: [channels] }, positive([channels])],
        attributes: { epsilon: 1e-5, momentum: 0.1 },
        adapterClass,
      });
    },
  );

  test('a mean far above the deviation does not cancel it', async () => {
    const [{ gpu, reference }] = await runOp({
      op: 'batchNormStatistics',
      inputs: [moved([2000, 4], 1000, 0.5), { shape: [4] }, positive([4])],
      attributes: { epsilon: 0, momentum: 0.1 },
      adapterClass,
    });
    // The naive E[x²] − E[x]² would lose every digit: 10⁶ · 2⁻²⁴ against a variance of 0.25.
    for (let c = 4; c < 8; c++) expect(Math.abs(gpu[c] / reference[c] - 1)).toBeLessThan(1e-4);
  });

  describe.each(each([...small[adapterClass], tall[adapterClass][1]]))('%o', (shape) => {
    const channels = [shape.at(-1)!];
    const x = { shape };

    test.each([
      { residual: false, activation: 'none' },
      { residual: true, activation: 'relu' },
    ])('batchNorm and batchNormInference, %o', async (epilogue) => {
      const residual = epilogue.residual ? [x] : [];
      const scaleShift = [{ shape: channels }, { shape: channels }];
      await checkOp({
        op: 'batchNorm',
        inputs: [x, { shape: [2, ...channels] }, ...scaleShift, ...residual],
        attributes: { epilogue },
        adapterClass,
      });
      await checkOp({
        op: 'batchNormInference',
        inputs: [x, { shape: channels }, positive(channels), ...scaleShift, ...residual],
        attributes: { epilogue, epsilon: 1e-3 },
        adapterClass,
      });
    });

    test.each(['none', 'recompute', 'output'] as const)('batchNorm gradients, mask %s', async (mask) => {
      const attributes = { epilogue: { mask } };
      const vector = { shape: channels };
      const shared = [x, x, { shape: [2, ...channels] }];
      const signs = { none: [], recompute: [vector, vector], output: [x] }[mask];
      await checkOp({
        op: 'batchNormParameterGradient',
        inputs: [...shared, ...signs],
        attributes,
        adapterClass,
      });
      if (mask === 'output') return;
      const inputs = [...shared, vector, vector, vector, ...signs.slice(1)];
      await checkOp({ op: 'batchNormInputGradient', inputs, attributes, adapterClass });
    });
  });

  test.each(each([...small[adapterClass], [517, 48], [3, 768], [65, 129], [1, 1028]]))(
    'layerNorm of %o',
    async (shape) => {
      const width = [shape.at(-1)!];
      const rows = { shape: shape.slice(0, -1) };
      const x = { shape };
      await checkOp({
        op: 'layerNorm',
        inputs: [moved(shape, 3, 2), { shape: width }, { shape: width }],
        attributes: { epsilon: 1e-2 },
        adapterClass,
      });
      await checkOp({
        op: 'layerNormParameterGradient',
        inputs: [x, x, rows, rows],
        adapterClass,
      });
      const operands = [x, x, rows, rows, { shape: width }];
      await checkOp({ op: 'layerNormInputGradient', inputs: operands, adapterClass });
      await checkOp({
        op: 'layerNormInputGradient',
        inputs: [...operands, x],
        attributes: { epilogue: { residual: true } },
        adapterClass,
      });
    },
  );

  test('more rows than one dimension of a launch holds', async () => {
    const shape = [1999, 3];
    const inputs = [{ shape }, { shape: [3] }, { shape: [3] }];
    const attributes = { epsilon: 1e-2 };
    await checkOp({ op: 'layerNorm', inputs, attributes, adapterClass, workgroupsPerDimension: 15 });
  });
});
