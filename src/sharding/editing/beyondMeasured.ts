// What a problem has other or more of than the sets of tables that a network learned costs from.

import type { MeasuredOn } from '../learned/measuredSets';
import type { EmbeddingTable } from '../problem';

/** Whole numbers as they are, others in four digits. */
export const counted = (value: number): string =>
  (Number.isInteger(value) ? value : Number(value.toPrecision(4))).toLocaleString('en');

/** Whole sentences. `samples`: of a device. */
export function beyondMeasured(
  measured: MeasuredOn,
  tables: readonly EmbeddingTable[],
  samples: number,
  devices: number,
): string[] {
  const most = (of: (table: EmbeddingTable) => number) =>
    tables.reduce((all, table) => Math.max(all, of(table)), 0);
  const batch = samples * devices;
  const rows = most((table) => table.rows);
  const lookups = most(({ poolingFactor, coverage }) => poolingFactor * coverage);
  const found: [boolean, string][] = [
    [
      batch !== measured.batch,
      `Sets were measured with ${counted(measured.batch)} samples; a batch here has ${counted(batch)}.`,
    ],
    [
      rows > measured.rows,
      `Tables were measured up to ${counted(measured.rows)} rows; here are up to ${counted(rows)}, which count as shrunk to so many.`,
    ],
    [
      // Means of means are off by rounding.
      lookups > measured.lookups * (1 + 1e-9),
      `Lookups were measured up to ${counted(measured.lookups)} a sample of a table; here are up to ${counted(lookups)}.`,
    ],
    [
      tables.length > devices * measured.tables,
      `Sets were measured of up to ${measured.tables} tables; here are ${tables.length} on ${devices} devices.`,
    ],
  ];
  return found.flatMap(([beyond, sentence]) => (beyond ? [sentence] : []));
}
