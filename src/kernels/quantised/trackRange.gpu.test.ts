// Ranges that follow a tensor, exactly: minima and maxima have no rounding.

import { test } from 'vitest';
import { checkOp } from '../../../e2e/support/checkOp';

const shapes: [number[], number][] = [
  [[1], 1],
  [[7, 3], 1],
  [[7, 3], 3],
  [[257, 5], 5],
  [[1, 67], 67],
  [[33, 64, 16], 1],
  [[33, 64, 16], 16],
  [[100_003], 1],
];

test.each(
  shapes.flatMap((shape) =>
    (['software', 'hardware'] as const).map((adapter) => [...shape, adapter] as const),
  ),
)('%j in %i ranges, planned for %s', async (shape, columns, adapterClass) => {
  for (const start of [0, 0.25])
    await checkOp({
      op: 'trackRange',
      inputs: [
        { shape },
        { shape: [columns], data: Array(columns).fill(-start) },
        { shape: [columns], data: Array(columns).fill(start) },
      ],
      attributes: { momentum: 0.125 },
      adapterClass,
    });
});

test('launches folded over two dimensions', async () => {
  const columns = 301;
  const inputs = [{ shape: [5, columns] }, { shape: [columns] }, { shape: [columns] }];
  await checkOp({ op: 'trackRange', inputs, attributes: { momentum: 1 }, workgroupsPerDimension: 19 });
});
