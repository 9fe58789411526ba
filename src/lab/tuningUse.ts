// A table of measured winners put to use: only on the adapter and with the kernels it was measured with.

import { type TunedProduct, tuningHash } from '../compile/tuningTable';
import type { AdapterReport } from '../gpu/device';
import { tuningVersion } from '../kernels/tuningVersion';
import { adapterKey, FORMAT, type TuningTable } from './tuning';

/** A table of this adapter, this browser and these kernels. */
export const newTable = async (
  adapter: AdapterReport,
  products: readonly TunedProduct[],
): Promise<TuningTable> => ({
  format: FORMAT,
  adapter: adapterKey(adapter),
  kernels: await tuningVersion(),
  products,
});

/** The products of a table where it holds here, else why it does not, in one sentence. */
export async function productsFor(
  table: TuningTable,
  adapter: AdapterReport,
): Promise<{ products: readonly TunedProduct[] } | { refusal: string }> {
  const here = adapterKey(adapter);
  if (table.adapter !== here)
    return { refusal: `The tuning was measured on ${table.adapter} and is not used on ${here}. Tune again.` };
  if (table.kernels !== (await tuningVersion()))
    return { refusal: 'The tuning was measured with other kernels and is not used. Tune again.' };
  return { products: table.products };
}

/** What a run is planned with. */
export interface AppliedTuning {
  products: readonly TunedProduct[];
  /** Null where every product takes its standard way. */
  hash: string | null;
  /** Why a table that was given is not used. */
  refusal: string | null;
}

export async function tuningFor(
  table: TuningTable | undefined,
  adapter: AdapterReport,
): Promise<AppliedTuning> {
  const found = table ? await productsFor(table, adapter) : { products: [] };
  if ('refusal' in found) return { products: [], hash: null, refusal: found.refusal };
  return { ...found, hash: await tuningHash(found.products), refusal: null };
}
