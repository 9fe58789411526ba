// The access profile of a table whose rows are all looked up equally often, as a batch would show it.

import type { AccessProfile } from '../problem';
import { expectedBins } from './poissonBins';
import { profileOf, SAMPLE_BATCH } from './profiles';

/** `lookups`: of a sample. */
export function evenAccesses(rows: number, lookups: number): AccessProfile {
  if (!(lookups > 0)) return { pieces: [], unseen: 0 };
  const bins = expectedBins({ active: rows, mean: (lookups * SAMPLE_BATCH) / rows, spread: 0 });
  const all = bins.accesses.reduce((sum, count) => sum + count, 0);
  return profileOf(bins.rows, bins.accesses, all > 0 ? bins.accesses[0] / all : 0);
}
