// Tables of measured winners as readers keep them: for which adapter, browser and kernels they hold, and how they are
// read from strangers' files.

import * as v from 'valibot';
import { DataError } from '../base/errors';
import type { TuningProgress } from '../compile/tune';
import { mergedProducts, type TunedProduct } from '../compile/tuningTable';
import type { AdapterReport } from '../gpu/device';

export const FORMAT = 'tessera-tuning-1';

export interface TuningTable {
  format: typeof FORMAT;
  /** Vendor, architecture and device, and the browser with its major version. */
  adapter: string;
  /** Of the product kernels; others may be fast in other ways. */
  kernels: string;
  products: readonly TunedProduct[];
}

/** How far tuning is; the table holds what is measured so far. */
export interface TuningUpdate extends Omit<TuningProgress, 'products'> {
  table: TuningTable;
}

/** What two tables of one adapter and version know together; else the later one. */
export const merged = (earlier: TuningTable | null, later: TuningTable): TuningTable =>
  earlier && earlier.adapter === later.adapter && earlier.kernels === later.kernels
    ? { ...later, products: mergedProducts(earlier.products, later.products) }
    : later;

const browsers = /(Edg|Firefox|Chrome|Version|Node\.js)\/(\d+)/g;
const browserNames: Readonly<Record<string, string>> = { Edg: 'Edge', Version: 'Safari', 'Node.js': 'Node' };

/** "google swiftshader, Chrome 156". */
export function adapterKey({ vendor, architecture, device }: AdapterReport, agent = agentOfThis()): string {
  const found = [...agent.matchAll(browsers)];
  // Every browser calls itself Chrome or Safari as well.
  const [, name, major] = found.find(([, name]) => name === 'Edg' || name === 'Firefox') ?? found[0] ?? [];
  const browser = name ? `${browserNames[name] ?? name} ${major}` : 'outside a browser';
  return [[vendor, architecture, device].filter(Boolean).join(' ') || 'unnamed adapter', browser].join(', ');
}

const agentOfThis = (): string => globalThis.navigator?.userAgent ?? '';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const product = v.pipe(
  v.object({
    shapeClass: v.string(),
    label: v.string(),
    rows: count,
    columns: count,
    depth: count,
    batch: count,
    uses: count,
    ways: v.pipe(
      v.array(
        v.object({
          name: v.string(),
          milliseconds: v.nullable(v.pipe(v.number(), v.minValue(0))),
          state: v.picklist(['timed', 'dropped', 'wrong', 'failed']),
        }),
      ),
      v.minLength(1),
    ),
    chosen: v.string(),
  }),
  v.check(
    ({ ways, chosen }) =>
      ways.some(({ name, state }) => name === chosen && (state === 'timed' || name === ways[0].name)),
    'A product takes a way that was not measured',
  ),
);

const schema = v.object({
  format: v.literal(FORMAT),
  adapter: v.string(),
  kernels: v.string(),
  products: v.array(product),
});

/** A table from a file's text. Throws `DataError`. */
export function parseTuning(text: string, file: string): TuningTable {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new DataError(file, 'content', 'is no JSON. Choose a file that `tune` or the page has written.');
  }
  const parsed = v.safeParse(schema, content);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new DataError(file, v.getDotPath(issue) ?? 'content', `is no tuning of this lab: ${issue.message}.`);
}

export const tuningText = (table: TuningTable): string => `${JSON.stringify(table, null, 1)}\n`;
