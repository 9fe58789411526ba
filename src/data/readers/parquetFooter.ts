// Checks what the footer of a Parquet file claims before it is acted on.

import type { ColumnMetaData, FileMetaData, SchemaElement } from 'hyparquet';
import { DataError } from '../../base/errors';

/** Most values a single row group may claim for one column; more is taken as damage. */
const LARGEST_GROUP = 2 ** 27;

/** Names of the columns at the top of the schema. Throws when the tree of columns does not hold together. */
export function topLevelColumns(file: string, { schema }: FileMetaData): string[] {
  const names: string[] = [];
  const size = (index: number, depth: number): number => {
    const element: SchemaElement | undefined = schema[index];
    const children = element?.num_children ?? 0;
    if (!element || depth > 32 || children < 0 || children > schema.length) {
      throw new DataError(file, 'footer', 'the schema is damaged');
    }
    if (depth === 1) names.push(element.name);
    let total = 1;
    for (let child = 0; child < children; child++) total += size(index + total, depth + 1);
    return total;
  };
  if (size(0, 0) !== schema.length || names.length === 0 || new Set(names).size < names.length) {
    throw new DataError(file, 'footer', 'the schema is damaged or has no columns');
  }
  return names;
}

/** Rows of a row group. */
export function groupRows(file: string, metadata: FileMetaData, group: number): number {
  const rows = Number(metadata.row_groups[group].num_rows);
  if (rows >= 0 && rows <= LARGEST_GROUP) return rows;
  throw new DataError(file, `row group ${group}`, `claims ${rows} rows`);
}

export interface ChunkPlace {
  start: number;
  end: number;
  values: number;
}

/** Where a column chunk lies in the file of `size` bytes. */
export function chunkPlace(file: string, record: string, meta: ColumnMetaData, size: number): ChunkPlace {
  const offsets = [meta.dictionary_page_offset, meta.data_page_offset].filter(
    (offset) => offset !== undefined,
  );
  const start = Math.min(...offsets.map(Number).filter((offset) => offset > 0));
  const end = start + Number(meta.total_compressed_size);
  const values = Number(meta.num_values);
  if (!(start >= 4 && end >= start && end <= size)) {
    throw new DataError(file, record, `bytes ${start} to ${end} lie outside the file of ${size} bytes`);
  }
  if (!(values >= 0 && values <= LARGEST_GROUP)) throw new DataError(file, record, `claims ${values} values`);
  return { start, end, values };
}
