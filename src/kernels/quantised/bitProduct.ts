// bitMatmul, bitConvolution and packBitPlanes: numbers of one to four bits, plane by plane.

import { type BitCode, bitAttributes, packingOf } from '../../graph/ops/bitSerial';
import { elementCount, type Node } from '../../graph/value';
import { type Product, tileDispatch } from '../gemm/product';
import { Repacking } from '../gemm/repack';
import {
  type Dispatch,
  defineKernel,
  f32,
  type LoweringContext,
  labelOf,
  read,
  spread,
  write,
} from '../kernel';
import { chosenWay, type Way } from '../tuning';
import { integerFinish, matrixLayout, windowLayout } from './integerFinish';

const WORKGROUP = 64;

/** Invocations of a workgroup, each with a tile of its own. */
const workgroups = [4, 16, 32, 64, 128, 256];

const wayOf = (invocations: number): Way<number> => ({
  name: `${invocations} a workgroup`,
  take: invocations,
});

/** How the codes of either operand are read. */
export function codeConstants(node: Node): Record<string, number> {
  const [left, right] = node.inputs.map(({ shape }) => shape);
  const { leftCode, rightCode, depth } = bitAttributes(node);
  const taps = right.length === 5 ? right[2] * right[3] : 1;
  const both = leftCode === 'bipolar' && rightCode === 'bipolar';
  return {
    LEFT_BITS: left[0],
    RIGHT_BITS: right[0],
    LEFT_SIGNED: Number(leftCode === 'signed'),
    RIGHT_SIGNED: Number(rightCode === 'signed'),
    LEFT_BIPOLAR: Number(leftCode === 'bipolar'),
    RIGHT_BIPOLAR: Number(rightCode === 'bipolar'),
    DEPTH: both ? taps * depth : 0,
  };
}

/** What one invocation computes: four rows, or the only one there is, of `width` columns. */
export function bitTile(rows: number, width: number, invocations = WORKGROUP) {
  const height = rows === 1 ? 1 : 4;
  const constants = { WORKGROUP: invocations, TILE_ROWS: height };
  return { height, width, splits: 1, perWorkgroup: invocations, constants, prelude: {} };
}

function lowered(
  node: Node,
  context: LoweringContext,
  shader: string,
  layout: Omit<Product, 'left' | 'right'>,
  columns: number,
): Dispatch[] {
  const [left, right] = node.inputs;
  const repacking = new Repacking(node, context);
  const finish = integerFinish(node, context, repacking, columns);
  const { leftCode, rightCode } = bitAttributes(node);
  const invocations = chosenWay(
    context.tuning,
    {
      node,
      kernel: shader,
      operands: `${leftCode}${left.shape[0]}·${rightCode}${right.shape[0]} NT`,
      size: layout.size,
      parts: 1,
    },
    wayOf(WORKGROUP),
    () => workgroups.filter((most) => most <= context.limits.maxComputeInvocationsPerWorkgroup).map(wayOf),
  );
  const part = { ...layout, left, right, constants: { ...layout.constants, ...codeConstants(node) } };
  const tile = bitTile(layout.size.rows, 4, invocations);
  return [
    ...repacking.before,
    tileDispatch(node, context, { shader, include: finish.include }, part, tile, finish, 0),
    ...repacking.after,
  ];
}

defineKernel('bitMatmul', (node, context) => {
  const [[, rows, words], [, columns]] = node.inputs.map(({ shape }) => shape);
  return lowered(node, context, 'quantised/bit_matmul', matrixLayout(rows, columns, words), columns);
});

defineKernel('bitConvolution', (node, context) => {
  const [[, ...x], [, ...w]] = node.inputs.map(({ shape }) => shape);
  const layout = windowLayout(node, x, w, node.outputs[0].shape);
  return lowered(node, context, 'quantised/bit_convolution', layout, w[0]);
});

defineKernel('packBitPlanes', (node, context) => {
  const [x, scale] = node.inputs;
  const [planes] = node.outputs;
  const { bits, code } = node.attributes as { bits: number; code: BitCode };
  const { low, high, shift } = packingOf(bits, code);
  const depth = x.shape.at(-1) ?? 1;
  const words = elementCount(planes.shape) / bits;
  return [
    {
      label: labelOf(node),
      kernel: { shader: 'quantised/pack_bit_planes', constants: { WORKGROUP } },
      bindings: [read(x), read(scale), write(planes)],
      params: [
        ...[elementCount(x.shape) / depth, depth, planes.shape.at(-1)!, bits],
        ...[f32(shift), f32(low), f32(high)],
      ],
      workgroups: spread(Math.ceil(words / WORKGROUP), context.limits),
    },
  ];
});
