// Every product in every format on this adapter: checked first, then timed by turns.

import { type ProgramTime, timePrograms } from '../../compile/timePrograms';
import type { Gpu } from '../../gpu/device';
import type { Settings } from './model';
import { type Format, multiplyAdds, nameOf, type OpenProduct, openProduct, type Problem } from './products';

export interface Measured {
  problem: Problem;
  format: Format;
  name: string;
  time: ProgramTime;
  /** Times as fast as the same product in f32, and in signed bytes. */
  overF32: number;
  overInt8: number;
  mismatches: number;
  weightBytes: number;
  wordOperations: number;
  multiplyAdds: number;
}

const widths = [1, 2, 3, 4];
export const allPairs: readonly (readonly [number, number])[] = widths.flatMap((a) =>
  widths.map((w) => [a, w] as const),
);

const few: Format[] = [
  [1, 1],
  [2, 1],
  [2, 2],
  [4, 4],
];

/** Convolutions of residual networks for a batch of one: [image side, channels] of 3×3 windows. */
const layerShapes = {
  'resnet-20': [
    [32, 16],
    [16, 32],
    [8, 64],
  ],
  'resnet-18': [
    [56, 64],
    [28, 128],
    [14, 256],
  ],
} as const;

/** What is measured, each with its formats. */
export function problemsOf(settings: Settings): { problem: Problem; formats: Format[] }[] {
  const { matrixSize: n, vectorSize: v, layers, activationBits, weightBits } = settings;
  const own: Format = [activationBits, weightBits];
  const some = few.some((pair) => nameOf(pair) === nameOf(own)) ? few : [...few, own];
  const convolutions = layerShapes[layers].map(([side, channels]) => ({
    name: `3×3 on ${side}×${side}×${channels}`,
    left: [1, side, side, channels],
    filters: channels,
    kernel: 3,
  }));
  return [
    {
      problem: { name: `matrix, ${n}×${n}×${n}`, left: [n, n], filters: n, kernel: 1 },
      formats: ['f32', 'int8', ...allPairs],
    },
    ...[{ name: `vector, 1×${v}×${v}`, left: [1, v], filters: v, kernel: 1 }, ...convolutions].map(
      (problem) => ({
        problem,
        formats: ['f32', 'int8', ...some] as Format[],
      }),
    ),
  ];
}

export async function measure(
  gpu: Gpu,
  { problem, formats }: { problem: Problem; formats: readonly Format[] },
  rounds: number,
): Promise<Measured[]> {
  const products: OpenProduct[] = [];
  try {
    const mismatches: number[] = [];
    for (const format of formats) {
      const product = await openProduct(gpu, problem, format);
      products.push(product);
      mismatches.push(await product.mismatches());
    }
    const times = await timePrograms(gpu, products, { rounds, sampleMilliseconds: 20 });
    const msOf = (wanted: Format) => times[formats.indexOf(wanted)].medianMs;
    return products.map(({ format, weightBytes, wordOperations }, index) => ({
      ...{ problem, format, name: nameOf(format), weightBytes, wordOperations },
      time: times[index],
      overF32: msOf('f32') / times[index].medianMs,
      overInt8: msOf('int8') / times[index].medianMs,
      mismatches: mismatches[index],
      multiplyAdds: multiplyAdds(problem),
    }));
  } finally {
    for (const product of products) product.destroy();
  }
}
