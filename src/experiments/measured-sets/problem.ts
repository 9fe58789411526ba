// The sets that are measured: drawn tables, as large as the adapter holds them, and what a batch looks up in them.

import { ConfigError } from '../../base/errors';
import { namedByIds } from '../../sharding/learned/computeModel';
import { drawnSets, publishedSets } from '../../sharding/learned/drawSets';
import { idDimensions } from '../../sharding/learned/readCosts';
import { type DrawnLookups, drawLookups, shrunk } from '../../sharding/measured/drawLookups';
import type { EmbeddingTable } from '../../sharding/problem';
import type { SetSettings } from './schema';

export interface MeasuredSet {
  /** As files of costs name tables and dimensions. */
  ids: readonly number[];
  tables: readonly EmbeddingTable[];
}

export interface SetProblem {
  /** As they run; ids name these. */
  tables: readonly EmbeddingTable[];
  sets: readonly MeasuredSet[];
  batch: number;
}

const BYTES = 4;
/** A drawn batch may have a few lookups more than the mean. */
const MARGIN = 1.05;

/** `boundBytes`: of a matrix that a kernel binds. Throws `ConfigError` where not even one sample fits. */
export function setProblem(
  given: readonly EmbeddingTable[],
  settings: Pick<SetSettings, 'sets' | 'mostTables' | 'mostRows' | 'batch'>,
  seed: number,
  boundBytes: number,
): SetProblem {
  const widest = BYTES * Math.max(...idDimensions);
  const mostRows = Math.max(1, Math.min(settings.mostRows, Math.floor(boundBytes / widest)));
  const tables = given.map((table) => shrunk({ ...table, bytesPerElement: BYTES }, mostRows));
  const named = namedByIds(tables);
  const { sets: count, mostTables } = settings;
  const { largestBytes } = publishedSets;
  const recipe = { sets: count, mostTables, largestBytes, largestOfDimension: boundBytes, seed };
  const sets = drawnSets(tables, recipe).map(({ ids }) => ({ ids, tables: ids.map((id) => named[id]) }));
  const perSample = Math.max(...sets.map((set) => movedBytes(set.tables)));
  let { batch } = settings;
  while (batch * perSample > boundBytes) {
    if (batch === 1)
      throw new ConfigError('One sample of the largest set is more than this GPU holds; lower mostTables.');
    batch = Math.floor(batch / 2);
  }
  return { tables, sets, batch };
}

/** Of a sample, the most of any width: vectors that are pooled, and gradients of rows, as many as lookups at most. */
function movedBytes(set: readonly EmbeddingTable[]): number {
  return Math.max(
    ...idDimensions.map((width) => {
      const own = set.filter(({ dimension }) => dimension === width);
      return BYTES * width * Math.max(own.length, MARGIN * lookupsOf(own));
    }),
  );
}

/** Of a sample. */
export const lookupsOf = (set: readonly EmbeddingTable[]): number =>
  set.reduce((sum, { poolingFactor, coverage }) => sum + poolingFactor * coverage, 0);

/** What the batch looks up in a set: in a table the same, whatever its dimension and its set. */
export function batchOfSets(
  { tables, batch }: SetProblem,
  seed: number,
): (set: MeasuredSet) => DrawnLookups[] {
  const drawn = new Map<number, DrawnLookups>();
  return ({ ids }) =>
    ids.map((id) => {
      const index = id % tables.length;
      const known = drawn.get(index) ?? drawLookups(tables[index], { index, batch, seed, step: 0 });
      drawn.set(index, known);
      return known;
    });
}
