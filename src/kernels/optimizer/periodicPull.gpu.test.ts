// The pull towards a grid against float64, for every wave; and the sine and the cosine, which are one function.

import { expect, test } from 'vitest';
import { checkOp, type OpInput, runOp } from '../../../e2e/support/checkOp';
import { RandomStream } from '../../base/randomStream';
import { waves } from '../../graph/ops/optimizer';

const scalars: OpInput[] = [0.3, 0.09, 2, 0.5, 0.1].map((value) => ({ shape: [1], data: [value] }));

/** Weights away from the jumps of the hat's slope, which are at the halves of a period. */
function weights(count: number): number[] {
  const random = new RandomStream(5, count);
  return Array.from({ length: count }, () => {
    const x = Math.fround(random.nextNormal());
    const turns = Math.abs((2 * x * 0.5) / 0.3);
    return Math.abs(turns - Math.round(turns)) < 1e-3 ? x + 0.01 : x;
  });
}

test.each(waves)('%s at awkward sizes', async (wave) => {
  for (const shape of [[1], [7], [64], [5, 13], [3, 3, 8, 16], [1021]]) {
    const data = weights(shape.reduce((a, b) => a * b, 1));
    await checkOp({ op: 'periodicPull', inputs: [{ shape, data }, ...scalars], attributes: { wave } });
  }
});

test('more workgroups than one dimension allows', async () => {
  const inputs = [{ shape: [20_011], data: weights(20_011) }, ...scalars];
  await checkOp({ op: 'periodicPull', inputs, attributes: { wave: 'sine' }, workgroupsPerDimension: 19 });
});

test('sine and cosine are one function, to a millionth', async () => {
  const data = Array.from({ length: 4001 }, (_, i) => Math.fround((i - 2000) / 317));
  for (const suffix of ['Wave', 'WaveGradient']) {
    const inputs =
      suffix === 'Wave'
        ? [{ shape: [4001], data }]
        : [
            { shape: [1], data: [1] },
            { shape: [4001], data },
          ];
    const [[sine], [cosine]] = [
      await runOp({ op: `sine${suffix}`, inputs }),
      await runOp({ op: `cosine${suffix}`, inputs }),
    ];
    const largest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
      Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
    expect(largest(sine.gpu, cosine.gpu)).toBeLessThan(1e-6);
    expect(largest(sine.gpu, sine.reference)).toBeLessThan(1e-6);
  }
});
