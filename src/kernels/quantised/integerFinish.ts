// What integer products share: what becomes of their sums, and how their operands lie in memory.

import { convolutionAttributes } from '../../graph/ops/convolution';
import { integerAttributes, integerOperand } from '../../graph/ops/quantised';
import type { Node, Shape } from '../../graph/value';
import { activationNumber } from '../gemm/epilogue';
import type { Finish, Product } from '../gemm/product';
import { padded, type Repacking } from '../gemm/repack';
import { f32, type LoweringContext, type Param, read, write } from '../kernel';

/** Elements of the walk along the inner axis that are one word. */
const STEP = 4;

const i32 = (value: number): Param => ({ i32: value });

/** Bindings 2 to 7, as in shaders/lib/integer_epilogue.wgsl. */
export function integerFinish(
  node: Node,
  context: LoweringContext,
  repacking: Repacking,
  columns: number,
): Finish {
  const { result, resultScale = 1, resultZero, activation } = integerAttributes(node);
  const wide = (value: ReturnType<typeof integerOperand>) => value && repacking.pad(value, [1, columns]);
  const offsets = wide(integerOperand(node, 'offsets'));
  const rightZeros = wide(integerOperand(node, 'rightZeros'));
  const multipliers = wide(integerOperand(node, 'multipliers'));
  const bias = wide(integerOperand(node, 'bias'));
  const rowSums = integerOperand(node, 'rowSums');
  const absent = context.scratch([4], 'absent');
  const coding = [f32(1 / resultScale), i32(resultZero)] as const;
  const product = result === 'i8' ? node.outputs[0] : repacking.crop(node.outputs[0], [1, columns]);
  return {
    product,
    include: ['integer_epilogue', `integer_result_${result}`],
    constants: {
      OFFSETS: Number(!!offsets),
      RIGHT_ZEROS: Number(!!rightZeros),
      ADD_BIAS: Number(!!bias),
      ACTIVATION: activationNumber(activation),
    },
    coding,
    bindings: () => [
      read(bias ?? absent),
      read(multipliers ?? absent),
      read(offsets ?? absent),
      write(product),
      read(rowSums ?? absent),
      read(rightZeros ?? absent),
    ],
    sum: { shader: 'gemm/integer_sum_partials', params: [padded(columns) / 4, ...coding] },
  };
}

type Layout = Pick<Product, 'size' | 'params' | 'constants'>;

/** Words [rows, words] times words [columns, words], transposed. */
export function matrixLayout(rows: number, columns: number, words: number): Layout {
  return {
    size: { rows, columns: padded(columns), depth: STEP * words, batch: 1 },
    constants: { TRANSPOSE_RIGHT: 1 },
    params: (productSplit) => [words, words, padded(columns) / 4, 0, 0, 0, productSplit],
  };
}

/** Windows of words [N, H, W, words] times filters [F, KH, KW, words]; y: [N, OH, OW, ..]. */
export function windowLayout(node: Node, x: Shape, w: Shape, y: Shape): Layout {
  const { stride, padding, dilation } = convolutionAttributes(node);
  const [images, height, width, words] = x;
  const [filters, down, across] = w;
  const grid = [y[1], y[2]];
  return {
    size: {
      rows: images * grid[0] * grid[1],
      columns: padded(filters),
      depth: down * across * STEP * words,
      batch: 1,
    },
    constants: { TRANSPOSE_RIGHT: 1 },
    params: (productSplit) => [
      productSplit,
      ...[STEP * words, height, width, words],
      ...[...grid, ...stride],
      ...[i32(-padding[0]), i32(-padding[2]), ...dilation.map(i32), across],
      ...[0, across * words, words, down * across * words],
      ...[...grid, padded(filters) / 4, 1, 1, 0, 0],
    ],
  };
}
