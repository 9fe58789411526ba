// The records of a file of tables, whatever form it has: a JSON list, a JSON object with such a list, the columns of
// MLPerf's DLRM, or CSV with a header.

import { DataError } from '../../base/errors';
import type { PlacedRecord, TableRecord } from './checked';

/** Throws `DataError` with what was expected. */
export function recordsOf(file: string, text: string): PlacedRecord[] {
  const start = text.replace(/^\uFEFF/, '').trimStart();
  if (start === '') throw new DataError(file, 'file', 'is empty');
  const records = /^[[{]/.test(start) ? fromJson(file, parsedJson(file, start)) : fromCsv(file, start);
  if (records.length === 0) throw new DataError(file, 'file', 'holds no tables');
  return records;
}

export function parsedJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DataError(file, 'JSON', `is damaged or cut off (${(error as Error).message})`);
  }
}

const isRecord = (value: unknown): value is TableRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fromJson(file: string, json: unknown): PlacedRecord[] {
  if (isRecord(json) && Array.isArray(json.num_embeddings)) return fromColumns(file, json);
  const list = isRecord(json) ? json.tables : json;
  if (!Array.isArray(list))
    throw new DataError(
      file,
      'JSON',
      'is neither a list of tables, nor an object with "tables" or "num_embeddings"',
    );
  return list.map((record, index) => {
    const place = `table ${index}`;
    if (!isRecord(record)) throw new DataError(file, place, 'is not an object');
    return { record, place };
  });
}

/** MLPerf: rows and lookups are lists, a column each; the dimension is one for all. */
function fromColumns(file: string, json: TableRecord): PlacedRecord[] {
  const rows = json.num_embeddings as unknown[];
  const lookups = json.multi_hot_sizes ?? rows.map(() => 1);
  if (!Array.isArray(lookups) || lookups.length !== rows.length)
    throw new DataError(file, 'multi_hot_sizes', `must be a list of ${rows.length} numbers, one a table`);
  return rows.map((count, index) => ({
    record: { rows: count, pooling: lookups[index], dimension: json.embedding_dim },
    place: `table ${index}`,
  }));
}

function fromCsv(file: string, text: string): PlacedRecord[] {
  const lines = text.split(/\r?\n/);
  const cellsOf = (line: string) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const header = cellsOf(lines[0]);
  if (header.length < 2 || header.every((name) => /^[-\d.]*$/.test(name)))
    throw new DataError(
      file,
      'line 1',
      'is no header: tables are given as CSV with columns such as rows, pooling, dimension, or as JSON',
    );
  return lines.slice(1).flatMap((line, index): PlacedRecord[] => {
    if (line.trim() === '') return [];
    const place = `line ${index + 2}`;
    const cells = cellsOf(line);
    if (cells.length !== header.length)
      throw new DataError(file, place, `has ${cells.length} cells; the header has ${header.length}`);
    return [{ record: Object.fromEntries(header.map((name, column) => [name, cells[column]])), place }];
  });
}
