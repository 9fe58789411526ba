// Made-up tables like those of a recommendation model at Meta: rows, lookups and skew are drawn from distributions whose
// quantiles are those of the 856 tables of facebookresearch/dlrm_datasets (one batch of 65,536 samples, 2021).

import { TesseraError } from '../../base/errors';
import { RandomStream } from '../../base/randomStream';
import type { EmbeddingTable } from '../problem';
import { expectedBins } from './poissonBins';
import { profileOf, SAMPLE_BATCH } from './profiles';
import type { TableDefaults } from './readTables';

/** Values below which so large a share of all tables lies, straight between them. */
interface Quantiles {
  shares: readonly number[];
  values: readonly number[];
}

const quantiles = (shares: readonly number[], values: readonly number[]): Quantiles => ({ shares, values });
const log10 = (values: readonly number[]): number[] => values.map(Math.log10);

interface TableKind {
  /** Of all tables. */
  share: number;
  /** Logarithms to base 10. */
  rows: Quantiles;
  /** Mean lookups over all samples. */
  lookups: Quantiles;
  /** Logarithm to base 10, of the mean lookups of a row in use, or of the rows in use. */
  meanOfRow?: Quantiles;
  activeRows?: Quantiles;
  /** Of the logarithm of how often rows are looked up. */
  spread: Quantiles;
}

const kinds: readonly TableKind[] = [
  {
    // Small vocabularies, and features hardly ever there: the published row counts are 100 or more.
    share: 128 / 856,
    rows: quantiles([0, 1], [2, 2]),
    lookups: quantiles([0, 0.28, 0.29, 0.35, 0.95, 0.98, 1], [0, 0, 0.5, 1, 1, 1.5, 8.5]),
    activeRows: quantiles([0, 0.3, 0.5, 0.9, 1], [0, 0.3, 0.7, 1.1, 1.9]),
    spread: quantiles([0, 1], [1, 2.5]),
  },
  {
    share: 126 / 856,
    rows: quantiles([0, 0.1, 0.3, 0.5, 0.7, 0.9, 1], log10([111, 272, 2130, 8380, 38_500, 588_000, 1e6])),
    lookups: quantiles([0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 1], [0.02, 1, 2.2, 5.1, 16.5, 51, 91, 105]),
    meanOfRow: quantiles([0, 0.05, 0.3, 0.5, 0.7, 0.9, 1], [-0.5, 0.5, 1.5, 2, 2.75, 3.65, 4]),
    spread: quantiles([0, 0.1, 0.5, 0.8, 0.9, 1], [1, 1.35, 1.75, 2.25, 2.75, 3.25]),
  },
  {
    share: 602 / 856,
    rows: quantiles(
      [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.8, 0.9, 0.95, 0.98, 1],
      log10([1.03e6, 2.54e6, 3.1e6, 5e6, 5.92e6, 6e6, 6e6, 6.62e6, 1.1e7, 12_543_670, 12_543_670]),
    ),
    lookups: quantiles(
      [0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1],
      [0.001, 0.3, 0.84, 1.55, 2.8, 4.6, 8.7, 12.4, 17.8, 29, 47, 81, 109, 193],
    ),
    meanOfRow: quantiles(
      [0, 0.12, 0.14, 0.2, 0.3, 0.7, 0.8, 0.9, 0.95, 1],
      [-1.5, -1, 0, 0.45, 0.55, 0.85, 1.1, 1.9, 2.8, 3.6],
    ),
    spread: quantiles([0, 0.1, 0.2, 0.6, 0.8, 0.95, 1], [0.5, 1, 1.2, 1.5, 1.9, 2.5, 3]),
  },
];

/** The published statistics say nothing of it: half of the features are taken to be there nearly always. */
const coverage = quantiles([0, 0.5, 0.6, 1], [0.2, 0.9, 1, 1]);

export interface GenerateOptions extends TableDefaults {
  tables: number;
  seed: number;
}

const STREAM = 17;
const DRAWS = 8;

/** The same seed gives the same tables, whatever their number. Throws `TesseraError` where there are none. */
export function generateTables({ tables, seed, ...defaults }: GenerateOptions): EmbeddingTable[] {
  if (!(Number.isInteger(tables) && tables >= 1))
    throw new TesseraError(`Tables: their number must be a whole number from 1 up, got ${tables}.`);
  const stream = new RandomStream(seed, STREAM);
  return Array.from({ length: tables }, (_, index) => {
    const draw = (of: number) => stream.uniform(DRAWS * index + of);
    return generatedTable(`${index}`, draw, defaults);
  });
}

function generatedTable(
  name: string,
  draw: (of: number) => number,
  { dimension, bytesPerElement }: TableDefaults,
): EmbeddingTable {
  const kind = kindAt(draw(0));
  const rows = Math.round(10 ** valueAt(kind.rows, draw(1)));
  const lookups = valueAt(kind.lookups, draw(2));
  // What is looked up less than once a sample is absent from some; of the rest some are absent too.
  const present = lookups <= 1 ? lookups : Math.min(lookups, 1) * valueAt(coverage, draw(3));
  const table = {
    ...{ name, rows, dimension, bytesPerElement, coverage: present },
    poolingFactor: present > 0 ? lookups / present : 0,
  };
  const counted = lookups * SAMPLE_BATCH;
  if (counted === 0) return { ...table, accesses: { pieces: [], unseen: 0 } };
  const wanted = kind.activeRows
    ? 10 ** valueAt(kind.activeRows, draw(4))
    : counted / 10 ** valueAt(kind.meanOfRow!, draw(4));
  const active = Math.min(rows, Math.max(1, wanted));
  const bins = expectedBins({ active, mean: counted / active, spread: valueAt(kind.spread, draw(5)) });
  const total = bins.accesses.reduce((sum, count) => sum + count, 0);
  return { ...table, accesses: profileOf(bins.rows, bins.accesses, bins.accesses[0] / total) };
}

function kindAt(share: number): TableKind {
  let below = 0;
  for (const kind of kinds) {
    below += kind.share;
    if (share < below) return kind;
  }
  return kinds[kinds.length - 1];
}

function valueAt({ shares, values }: Quantiles, share: number): number {
  const next = shares.findIndex((end) => share < end);
  if (next <= 0) return values[next < 0 ? values.length - 1 : 0];
  const within = (share - shares[next - 1]) / (shares[next] - shares[next - 1]);
  return values[next - 1] + (values[next] - values[next - 1]) * within;
}
