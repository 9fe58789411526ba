// bitMatmul, bitConvolution and packBitPlanes: numbers of one to four bits, plane by plane.
// Hardware counts the bits of pairs of planes, and so does SwiftShader while pairs are few; with more of them it is
// quicker there to spread the planes into bytes first and to multiply those.

import { type BitCode, bitAttributes, packingOf } from '../../graph/ops/bitSerial';
import { elementCount, type Node, type Shape, type Value } from '../../graph/value';
import { type Finish, familyOf, lowerProduct, type Product, tileDispatch } from '../gemm/product';
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

/** Words of bytes that hold the numbers of a word of a plane. */
const BYTE_WORDS = 8;

/** More pairs of planes than this are slower to count on SwiftShader than bytes are to multiply, */
const MOST_PAIRS = 4;
/** unless the rows are so few that they would leave most of a tile of bytes unused. */
const FEW_ROWS = 4;

/** Whole numbers up to this are exact in f32. */
const LARGEST_SUM = 2 ** 24;

type Folder = 'gemm' | 'convolution';
/** Where the operands lie, given how many words they have for each word of a plane. */
type LayoutOf = (wordsEach: number) => Omit<Product, 'left' | 'right'>;

function lowered(
  node: Node,
  context: LoweringContext,
  folder: Folder,
  columns: number,
  layoutOf: LayoutOf,
): Dispatch[] {
  const repacking = new Repacking(node, context);
  const finish = integerFinish(node, context, repacking, columns);
  const [leftBits, rightBits] = node.inputs.map(({ shape }) => shape[0]);
  const counted =
    context.adapterClass === 'hardware' ||
    leftBits * rightBits <= MOST_PAIRS ||
    layoutOf(1).size.rows <= FEW_ROWS;
  const product = (counted ? countedBits : multipliedBytes)(node, context, folder, layoutOf, finish);
  return [...repacking.before, ...product, ...repacking.after];
}

/** By pairs of planes; a word takes the place of a four. */
function countedBits(
  node: Node,
  context: LoweringContext,
  folder: Folder,
  layoutOf: LayoutOf,
  finish: Finish,
): Dispatch[] {
  const [left, right] = node.inputs;
  const shader = folder === 'gemm' ? 'quantised/bit_matmul' : 'quantised/bit_convolution';
  const layout = layoutOf(1);
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
  return [tileDispatch(node, context, { shader, include: finish.include }, part, tile, finish, 0)];
}

/** By the tiles of bytes. */
function multipliedBytes(
  node: Node,
  context: LoweringContext,
  folder: Folder,
  layoutOf: LayoutOf,
  finish: Finish,
): Dispatch[] {
  const [left, right] = node.inputs;
  const { leftCode, rightCode } = bitAttributes(node);
  const [leftMost, rightMost] = [left, right].map(({ shape }) => 2 ** shape[0] - 1);
  const layout = layoutOf(BYTE_WORDS);
  const a = spreadPlanes(node, context, left, leftCode);
  const b = spreadPlanes(node, context, right, rightCode);
  const part: Product = {
    ...layout,
    left: a.bytes,
    right: b.bytes,
    formats: { left: 'i8', right: 'i8' },
    constants: { ...layout.constants, LEFT_ZERO: leftCode === 'bipolar' ? -leftMost : 0 },
  };
  const longestSum = 4 * Math.floor(LARGEST_SUM / (leftMost * rightMost) / 4);
  const product = lowerProduct(node, context, familyOf(folder, 'tiled'), [part], { ...finish, longestSum });
  return [a.dispatch, b.dispatch, ...product];
}

function spreadPlanes(
  node: Node,
  context: LoweringContext,
  planes: Value,
  code: BitCode,
): { bytes: Value; dispatch: Dispatch } {
  const bits = planes.shape[0];
  const words = elementCount(planes.shape) / bits;
  const bytes = context.scratch([BYTE_WORDS * words], `${planes.name}.bytes`);
  const constants = { BITS: bits, SIGNED: Number(code === 'signed'), BIPOLAR: Number(code === 'bipolar') };
  return {
    bytes,
    dispatch: {
      label: labelOf(node, 'spread'),
      kernel: { shader: 'quantised/planes_to_bytes', constants: { WORKGROUP, ...constants } },
      bindings: [read(planes), write(bytes)],
      params: [words, planes.shape.at(-1)!, bitAttributes(node).depth],
      workgroups: spread(Math.ceil(words / WORKGROUP), context.limits),
      flops: 0,
    },
  };
}

const widened = (shape: Shape, times: number): Shape => [...shape.slice(1, -1), times * shape.at(-1)!];

defineKernel('bitMatmul', (node, context) => {
  const [[, rows, words], [, columns]] = node.inputs.map(({ shape }) => shape);
  return lowered(node, context, 'gemm', columns, (each) => matrixLayout(rows, columns, each * words));
});

defineKernel('bitConvolution', (node, context) => {
  const [x, w] = node.inputs.map(({ shape }) => shape);
  return lowered(node, context, 'convolution', w[1], (each) =>
    windowLayout(node, widened(x, each), widened(w, each), node.outputs[0].shape),
  );
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
