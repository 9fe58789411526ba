// What a problem has other or more of than the sets of tables that a network learned costs from.

import type { MeasuredOn } from '../learned/measuredSets';
import type { EmbeddingTable } from '../problem';

export const whole = (value: number): string => Number(value.toPrecision(4)).toLocaleString('en');

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
      `Sets were measured with ${whole(measured.batch)} samples; a batch here has ${whole(batch)}.`,
    ],
    [
      rows > measured.rows,
      `Tables were measured up to ${whole(measured.rows)} rows; here are up to ${whole(rows)}.`,
    ],
    [
      // Means of means are off by rounding.
      lookups > measured.lookups * (1 + 1e-9),
      `Lookups were measured up to ${whole(measured.lookups)} a sample of a table; here are up to ${whole(lookups)}.`,
    ],
    [
      tables.length > devices * measured.tables,
      `Sets were measured of up to ${measured.tables} tables; here are ${tables.length} on ${devices} devices.`,
    ],
  ];
  return found.flatMap(([beyond, sentence]) => (beyond ? [sentence] : []));
}
