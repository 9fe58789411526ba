// What measured winners hold for: the text of the product kernels, and the tile table they were measured against.

import { digest } from '../base/digest';
import { chooseTile } from './gemm/tileTable';
import { tileName } from './gemm/tileWays';
import { kernelName, shaderCode, shaderNames } from './shaders';

/** Kernels of products, and the libraries that a product's formats and epilogue add to them. */
const ofProducts = /^(gemm|convolution|quantised|lib\/(left|right|epilogue|integer))/;

const sides = [1, 16, 64, 256, 1024, 4096];

/** What the tile table has for products of many sizes: it changes when the table does. */
function tableOfStandards(): string[] {
  const devices = [
    { adapterClass: 'software', features: new Set(['subgroups']) },
    { adapterClass: 'software', features: new Set<string>() },
    { adapterClass: 'hardware', features: new Set(['subgroups']) },
  ] as const;
  return devices.flatMap((device) =>
    sides.flatMap((rows) =>
      sides.flatMap((columns) =>
        sides.map((depth) =>
          tileName(chooseTile({ rows, columns: Math.max(4, columns), depth, batch: 1 }, device)),
        ),
      ),
    ),
  );
}

let known: Promise<string> | undefined;

/** Twelve hexadecimal digits. */
export function tuningVersion(): Promise<string> {
  known ??= digest(
    [
      ...shaderNames()
        .filter((name) => ofProducts.test(name))
        .sort()
        .map((shader) => `${kernelName({ shader })}\n${shaderCode({ shader })}`),
      ...tableOfStandards(),
    ].join('\n'),
  );
  return known;
}
