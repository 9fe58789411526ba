// What tuning has found: for each product that was measured the time of every way to compute it and the winner.
// Plain data: it crosses to the page and into files. As a `Tuning` it decides how the next programs are planned.

import { digest } from '../base/digest';
import type { Gpu } from '../gpu/device';
import type { ProductSize } from '../kernels/gemm/tileTable';
import { type ProductQuestion, shapeClassOf, type Tuning } from '../kernels/tuning';

export interface TimedWay {
  name: string;
  /** Median of its samples; null where it never ran. */
  milliseconds: number | null;
  /**
   * `timed` to the end; `dropped` early, because it was far slower than the best; `wrong`: its result was further
   * from the standard way's than rounding explains; `failed`: it does not run on this device.
   */
  state: 'timed' | 'dropped' | 'wrong' | 'failed';
}

export interface TunedProduct extends ProductSize {
  /** Products that were not measured themselves take the way of the nearest one of their class. */
  shapeClass: string;
  /** The first node that computes it, "block0.attention.query.matmul", and how many nodes do. */
  label: string;
  uses: number;
  /** The standard way first. */
  ways: readonly TimedWay[];
  /** Name of the fastest way; the standard one unless another is clearly faster. */
  chosen: string;
}

/** The same product of the same class, whatever node computes it. */
export const productKey = ({
  shapeClass,
  rows,
  columns,
  depth,
  batch,
}: Omit<TunedProduct, 'label' | 'uses' | 'ways' | 'chosen'>): string =>
  [shapeClass, rows, columns, depth, batch].join(' ');

export const isChanged = ({ ways, chosen }: Pick<TunedProduct, 'ways' | 'chosen'>): boolean =>
  ways.length > 0 && chosen !== ways[0].name;

/** `later` in place of `earlier` where both measured the same product. */
export function mergedProducts(
  earlier: readonly TunedProduct[],
  later: readonly TunedProduct[],
): TunedProduct[] {
  const replaced = new Set(later.map(productKey));
  return [...later, ...earlier.filter((product) => !replaced.has(productKey(product)))];
}

/** How far two sizes are apart, in doublings of any side. */
const distance = (a: ProductSize, b: ProductSize): number =>
  (['rows', 'columns', 'depth', 'batch'] as const).reduce(
    (sum, side) => sum + Math.abs(Math.log2(Math.max(1, a[side]) / Math.max(1, b[side]))),
    0,
  );

/** The winner of the product itself, else of the nearest one that was measured of its class. */
export function tuningOf(products: readonly TunedProduct[]): Tuning {
  const byClass = new Map<string, TunedProduct[]>();
  for (const product of products)
    byClass.set(product.shapeClass, [...(byClass.get(product.shapeClass) ?? []), product]);
  return (question: ProductQuestion) => {
    const alike = byClass.get(shapeClassOf(question));
    if (!alike) return undefined;
    const apart = alike.map((product) => distance(product, question.size));
    const nearest = alike[apart.indexOf(Math.min(...apart))];
    return isChanged(nearest) ? nearest.chosen : undefined;
  };
}

/**
 * Names the choices of a table: runs of one seed on one adapter have equal bits where this is equal. Null where
 * nothing differs from the standard ways, and with it no bit.
 */
export async function tuningHash(products: readonly TunedProduct[]): Promise<string | null> {
  if (!products.some(isChanged)) return null;
  const choices = products.map(
    (product) => `${productKey(product)}: ${isChanged(product) ? product.chosen : ''}`,
  );
  return digest(choices.sort().join('\n'));
}

const tunings = new WeakMap<Gpu['device'], Tuning>();

/** Plans made for this device from now on take the ways of a table, or with undefined the standard ones. */
export function tuneDevice(gpu: Gpu, products: readonly TunedProduct[] | undefined): void {
  if (products?.some(isChanged)) tunings.set(gpu.device, tuningOf(products));
  else tunings.delete(gpu.device);
}

export const deviceTuning = ({ device }: Gpu): Tuning | undefined => tunings.get(device);
