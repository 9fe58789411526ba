// The nouns of the graph: values (typed, shaped, named tensors) and the nodes that produce them.
// Nothing here computes; readers of the graph (compiler, reference, counter, picture) do.

import type { RowCoding } from '../base/rowCodes';
import type { Graph } from './graph';

export type DType = 'f32' | 'f16' | 'i32' | 'u32';

/** What a value is to a training step: who writes it, and how long it lives. */
export type Role =
  /** Fed by the caller before every step (batch, learning rate, step counter). */
  | 'input'
  /** Trained; initialised once, updated in place by an optimizer. */
  | 'parameter'
  /** Kept between steps but not trained (optimizer moments, running statistics). */
  | 'state'
  /** Known when the graph is traced. */
  | 'constant'
  /** Produced by a node and dead after its last reader. */
  | 'intermediate';

export type Shape = readonly number[];

/** How a parameter or state starts. Element i draws from Philox stream `hash(name)`, counter i. */
export type Initializer =
  | { kind: 'constant'; value: number }
  | { kind: 'normal'; std: number }
  | { kind: 'uniform'; low: number; high: number }
  /** Row blocks of one flat matrix with their own symmetric bound: embedding tables. */
  | { kind: 'uniformRows'; blocks: readonly RowBlock[] }
  /** The same numbers as words of coded rows (base/rowCodes.ts), each on the grid of its block's interval. */
  | { kind: 'codedRows'; blocks: readonly RowBlock[]; coding: RowCoding };

export interface RowBlock {
  rows: number;
  bound: number;
}

export interface Value {
  readonly id: number;
  readonly graph: Graph;
  readonly name: string;
  readonly shape: Shape;
  readonly dtype: DType;
  readonly role: Role;
  /** The node that computes it, for intermediates. */
  readonly producer?: Node;
  /** For parameters and state. */
  readonly initializer?: Initializer;
  /** For constants: the elements in row-major order, or one number for all of them. */
  readonly data?: number | readonly number[];
  /** For parameters: whether weight decay applies (matrices yes; biases and norms no). */
  readonly decay?: boolean;
}

export type Attributes = Readonly<Record<string, unknown>>;

export interface Node {
  readonly id: number;
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** Where in the model it was traced, e.g. `block1.attention`. */
  readonly scope: string;
}

export const bytesPerElement: Record<DType, number> = { f32: 4, f16: 2, i32: 4, u32: 4 };

export const elementCount = (shape: Shape): number => shape.reduce((product, size) => product * size, 1);

/** Numbers that a parameter stands for: coded ones are fewer words than numbers. */
export const numberCount = ({ shape, initializer }: Pick<Value, 'shape' | 'initializer'>): number =>
  initializer?.kind === 'codedRows' ? shape[0] * initializer.coding.width : elementCount(shape);

/** Whole words: an odd number of halves ends in one that is half empty. */
export const byteLength = (value: { shape: Shape; dtype: DType }): number =>
  4 * Math.ceil((elementCount(value.shape) * bytesPerElement[value.dtype]) / 4);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((size, axis) => size === b[axis]);

export const formatShape = (shape: Shape): string => `[${shape.join(', ')}]`;
