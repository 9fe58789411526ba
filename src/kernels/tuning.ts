// What a kernel that can do its work in several ways asks, and what decides: nobody (then the first way is taken),
// a table of measured winners, or who wants to know which ways there are.

import type { Node } from '../graph/value';
import type { ProductSize } from './gemm/tileTable';

/** All ways of a node give the same result, up to the order in which real numbers are added. */
export interface Way<T> {
  /** Unique among those of a node; kept in files. */
  name: string;
  take: T;
}

/** What of a product decides which way is fast. */
export interface ProductQuestion {
  node: Node;
  /** Of the tiled kernels: `gemm/tiled`, `convolution/weight_gradient`. */
  kernel: string;
  /** What the operands are stored as, and which are transposed: "f32·f32 NT". */
  operands: string;
  /** Of its largest part. */
  size: ProductSize;
  /** Several where a strided convolution's input gradient falls into phases. */
  parts: number;
  /** Names; the standard way first. */
  ways: readonly string[];
}

/** The name of a way, or nothing for the standard one. A name that is none of the product's ways counts as nothing. */
export type Tuning = (question: ProductQuestion) => string | undefined;

/** Nearest power of two. */
const bucket = (size: number): number => Math.round(Math.log2(Math.max(1, size)));

/** Products of one class are alike enough for what was measured of one to serve another. */
export function shapeClassOf({
  kernel,
  operands,
  size,
  parts,
}: Omit<ProductQuestion, 'node' | 'ways'>): string {
  const { rows, columns, depth, batch } = size;
  const buckets = Object.entries({ m: rows, n: columns, k: depth, b: batch });
  return [
    kernel,
    operands,
    ...buckets.map(([letter, length]) => `${letter}${bucket(length)}`),
    `p${parts}`,
  ].join(' ');
}

/** The way that `tuning` wants, else the first; `others` are made only where somebody asks. */
export function chosenWay<T>(
  tuning: Tuning | undefined,
  question: Omit<ProductQuestion, 'ways'>,
  standard: Way<T>,
  others: () => readonly Way<T>[],
): T {
  if (!tuning) return standard.take;
  const ways = [standard];
  for (const way of others()) if (ways.every(({ name }) => name !== way.name)) ways.push(way);
  const wanted = tuning({ ...question, ways: ways.map(({ name }) => name) });
  return (ways.find(({ name }) => name === wanted) ?? standard).take;
}
