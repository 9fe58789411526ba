// A tuning as rows: each product with its standard and its fastest way, and what all of them gain.

import type { TimedWay, TunedProduct } from '../../lab/protocol';

export interface TuningRow {
  /** Unique in a table. */
  key: string;
  product: TunedProduct;
  standard: TimedWay;
  chosen: TimedWay;
  /** Whether another way than the standard one won. */
  changed: boolean;
  /** How many times as fast the fastest way is; null where nothing was timed. */
  gain: number | null;
}

const isNumber = (value: number | null): value is number => value !== null;

function rowOf(product: TunedProduct): TuningRow {
  const { shapeClass, rows, columns, depth, batch, ways } = product;
  const [standard] = ways;
  const chosen = ways.find(({ name }) => name === product.chosen) ?? standard;
  const times = [standard.milliseconds, chosen.milliseconds];
  return {
    key: [shapeClass, rows, columns, depth, batch].join(' '),
    product,
    standard,
    chosen,
    changed: chosen !== standard,
    gain: times.every(isNumber) ? times[0] / times[1] : null,
  };
}

/** Time of all nodes that compute a product. */
const weight = ({ product, standard }: TuningRow): number => product.uses * (standard.milliseconds ?? 0);

/** What takes most time first. */
export const tuningRows = (products: readonly TunedProduct[]): TuningRow[] =>
  products.map(rowOf).sort((a, b) => weight(b) - weight(a));

/** Milliseconds of every use of every product, before and after. */
export function tuningTotals(rows: readonly TuningRow[]): { changed: number; before: number; after: number } {
  const timed = rows.filter(({ gain }) => gain !== null);
  return {
    changed: rows.filter(({ changed }) => changed).length,
    before: timed.reduce((sum, row) => sum + weight(row), 0),
    after: timed.reduce((sum, row) => sum + weight(row) / row.gain!, 0),
  };
}

const kinds: Readonly<Record<string, string>> = {
  convolution: 'forward',
  convolutionInputGradient: 'input gradient',
  convolutionWeightGradient: 'weight gradient',
};

/** Where in the model a product is, and which of a layer's products it is. */
export function placeOf({ label, uses }: Pick<TunedProduct, 'label' | 'uses'>): {
  scope: string;
  kind: string;
} {
  const parts = label.split('.');
  const op = parts.pop() ?? label;
  const isGradient = parts[0] === 'gradient';
  const kind = kinds[op] ?? (isGradient ? `gradient, ${op}` : op);
  const others = uses > 1 ? `, and ${uses - 1} more` : '';
  return { scope: parts.slice(isGradient ? 1 : 0).join('.') || op, kind: kind + others };
}

/** "4,096 × 16 × 144", with how many of them where it is a batch. */
export const shapeText = ({ rows, columns, depth, batch }: TunedProduct): string =>
  `${rows} × ${columns} × ${depth}${batch > 1 ? `, ${batch} times` : ''}`;

const verdicts: Readonly<Record<TimedWay['state'], string>> = {
  timed: '',
  dropped: 'dropped early',
  wrong: 'wrong result, refused',
  failed: 'does not run here',
};

/** What there is to say of a way beside its time. */
export function verdictOf(way: TimedWay, { standard, chosen }: TuningRow): string {
  const parts = [way === standard && 'standard', way === chosen && 'taken', verdicts[way.state]];
  return parts.filter(Boolean).join(', ');
}
