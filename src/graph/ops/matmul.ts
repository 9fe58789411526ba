// Matrix products, optionally batched, with the epilogues that passes attach to them. Either operand may be stored
// as halves: they are read as the numbers they stand for, and summed in f32 like any other.

import { ShapeError } from '../../base/errors';
import { defineOp, requireReal, requireShape } from '../op';
import { elementCount, formatShape, type Node, type Shape, sameShape, type Value } from '../value';
import type { Activation } from './elementwiseFunctions';
import { reduceSum } from './reduction';
import { reshape, transpose } from './shape';

/** What a GEMM-like kernel does to each element before it is written, in this order. */
export interface Epilogue {
  /** Adds `bias[n]`, the next input. */
  bias?: boolean;
  /** Adds an input of the result's shape. */
  residual?: boolean;
  /** Also writes the value before the activation, as a second output (GELU's backward needs it). */
  savePreActivation?: boolean;
  activation?: Activation;
  /** Multiplies by the activation's derivative taken at one more input of the result's shape. */
  activationGradient?: Exclude<Activation, 'none'>;
}

export interface MatmulAttributes {
  transposeA: boolean;
  transposeB: boolean;
  epilogue: Epilogue;
}

export const epilogueOf = (attributes: Node['attributes']): Epilogue =>
  (attributes.epilogue ?? {}) as Epilogue;

/** The results of a GEMM-like op: y, and the pre-activation where the epilogue saves it. */
export const epilogueResults = (shape: Shape, epilogue: Epilogue) => [
  { shape, dtype: 'f32' as const },
  ...(epilogue.savePreActivation ? [{ shape, dtype: 'f32' as const, name: 'preActivation' }] : []),
];

/** Positions of the epilogue's operands, which follow the op's `first` own inputs. */
export function epilogueInputs(epilogue: Epilogue, first: number) {
  let next = first;
  const take = (present: boolean | undefined) => (present ? next++ : undefined);
  return {
    bias: take(epilogue.bias),
    residual: take(epilogue.residual),
    source: take(!!epilogue.activationGradient),
  };
}

interface MatmulSizes {
  batch: number;
  M: number;
  N: number;
  K: number;
  shape: Shape;
}

/** M, N, K and the result shape of `a·b`: a [.., M, K], b [K, N] or [.., K, N] (before transposes). */
export function matmulSizes(a: Value, b: Value, { transposeA, transposeB }: MatmulAttributes): MatmulSizes {
  for (const operand of [a, b])
    requireShape(operand.shape.length >= 2, 'matmul', operand.name, operand.shape, 'rank two or more');
  const [aRows, aColumns] = a.shape.slice(-2);
  const [bRows, bColumns] = b.shape.slice(-2);
  const [M, K] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [K2, N] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  if (K !== K2)
    throw new ShapeError(
      `matmul: inner sizes differ: ${a.name} ${formatShape(a.shape)}${transposeA ? 'ᵀ' : ''} · ${b.name} ${formatShape(b.shape)}${transposeB ? 'ᵀ' : ''}.`,
    );
  const lead = a.shape.slice(0, -2);
  const bLead = b.shape.slice(0, -2);
  requireShape(
    bLead.length === 0 || sameShape(lead, bLead),
    'matmul',
    b.name,
    b.shape,
    `no batch axes or ${formatShape(lead)}`,
  );
  return { batch: elementCount(lead), M, N, K, shape: [...lead, M, N] };
}

defineOp({
  name: 'matmul',
  halves: [0, 1],
  infer: (inputs, attributes) => {
    requireReal('matmul', inputs.slice(0, 2));
    const { shape, N } = matmulSizes(inputs[0], inputs[1], attributes as unknown as MatmulAttributes);
    const epilogue = epilogueOf(attributes);
    const position = epilogueInputs(epilogue, 2);
    if (position.bias !== undefined)
      requireShape(
        sameShape(inputs[position.bias].shape, [N]),
        'matmul',
        'bias',
        inputs[position.bias].shape,
        `[${N}]`,
      );
    return epilogueResults(shape, epilogue);
  },
  flops: (node) => {
    const { batch, M, N, K } = matmulSizes(
      node.inputs[0],
      node.inputs[1],
      node.attributes as unknown as MatmulAttributes,
    );
    return 2 * batch * M * N * K;
  },
  gradient: (node, [gradient], needed) => {
    if (!gradient) return [undefined, undefined];
    const [a, b] = node.inputs;
    const { transposeA: tA, transposeB: tB } = node.attributes as unknown as MatmulAttributes;
    const gradientA = () => {
      if (!tA) return matmul(gradient, b, { transposeB: !tB });
      if (a.shape.length === b.shape.length) return matmul(b, gradient, { transposeA: tB, transposeB: true });
      // Only the second operand may be the one that a batch shares.
      const last = a.shape.length - 1;
      const order = a.shape.map((_, axis) => (axis < last - 1 ? axis : 2 * last - 1 - axis));
      return transpose(matmul(gradient, b, { transposeB: !tB }), order);
    };
    const gradientB = () => {
      const product = tB
        ? matmul(gradient, a, { transposeA: true, transposeB: tA })
        : matmul(a, gradient, { transposeA: !tA, transposeB: false });
      // An unbatched b collects over every batch element.
      const batchAxes = product.shape.slice(b.shape.length).map((_, axis) => axis);
      return batchAxes.length ? reduceSum(product, batchAxes) : product;
    };
    return [needed[0] ? gradientA() : undefined, needed[1] ? gradientB() : undefined];
  },
});

/**
 * C = op(A)·op(B), where op transposes the last two axes when asked.
 * a: [.., M, K], b: [K, N] or with the same leading axes as a; returns [.., M, N].
 */
export function matmul(a: Value, b: Value, options: Partial<Omit<MatmulAttributes, 'epilogue'>> = {}): Value {
  // Rows of a batched a against one shared b are just more rows.
  if (a.shape.length > 2 && b.shape.length === 2 && !options.transposeA) {
    const columns = a.shape.at(-1)!;
    const product = matmul(reshape(a, [elementCount(a.shape) / columns, columns]), b, options);
    return reshape(product, [...a.shape.slice(0, -1), product.shape[1]]);
  }
  const attributes = { transposeA: false, transposeB: false, epilogue: {}, ...options };
  return a.graph.apply('matmul', [a, b], attributes)[0];
}
