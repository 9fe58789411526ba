// bitMatmulPlanes, bitConvolutionPlanes and unpackBitPlanes: products that end in planes, and planes as numbers.

import { planesAttributes } from '../../graph/ops/bitPlanes';
import type { BitCode } from '../../graph/ops/bitSerial';
import { elementCount, type Node } from '../../graph/value';
import { type Product, tileDispatch } from '../gemm/product';
import { type Dispatch, defineKernel, type LoweringContext, labelOf, read, spread, write } from '../kernel';
import { bitTile, codeConstants } from './bitProduct';
import { matrixLayout, windowLayout } from './integerFinish';

const WORKGROUP = 64;
/** Columns of a word. */
const WORD = 32;
const residuals = { none: 0, planes: 1, real: 2 };

function lowered(
  node: Node,
  context: LoweringContext,
  shader: string,
  layout: Omit<Product, 'left' | 'right'>,
): Dispatch[] {
  const [left, right, multipliers, bias, steps, more] = node.inputs;
  const { resultBits, residual } = planesAttributes(node);
  const [product] = node.outputs;
  const absent = context.scratch([4], 'absent');
  const finish = {
    product,
    include: [],
    constants: { RESULT_BITS: resultBits, RESIDUAL: residuals[residual] },
    bindings: () => [
      read(multipliers),
      read(bias),
      read(residual === 'planes' ? more : absent),
      read(steps),
      read(residual === 'real' ? more : absent),
      write(product),
    ],
    sum: { shader: '', params: [] },
  };
  const part = { ...layout, left, right, constants: { ...layout.constants, ...codeConstants(node) } };
  return [
    tileDispatch(node, context, { shader, include: [] }, part, bitTile(layout.size.rows, WORD), finish, 0),
  ];
}

defineKernel('bitMatmulPlanes', (node, context) => {
  const [[, rows, words], [, columns]] = node.inputs.map(({ shape }) => shape);
  return lowered(node, context, 'quantised/bit_matmul_planes', matrixLayout(rows, columns, words));
});

defineKernel('bitConvolutionPlanes', (node, context) => {
  const [[, ...x], [, ...w]] = node.inputs.map(({ shape }) => shape);
  const layout = windowLayout(node, x, w, node.outputs[0].shape.slice(1));
  return lowered(node, context, 'quantised/bit_convolution_planes', layout);
});

defineKernel('unpackBitPlanes', (node, context) => {
  const [planes] = node.inputs;
  const [x] = node.outputs;
  const { depth, code } = node.attributes as { depth: number; code: BitCode };
  const count = elementCount(x.shape);
  const constants = { WORKGROUP, SIGNED: Number(code === 'signed'), BIPOLAR: Number(code === 'bipolar') };
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'quantised/unpack_bit_planes', constants },
      bindings: [read(planes), write(x)],
      params: [count / depth, depth, planes.shape.at(-1)!, planes.shape[0]],
      workgroups: spread(Math.ceil(count / WORKGROUP), context.limits),
    },
  ];
});
