// Click data in columns of any file (Parquet, Arrow), recognised by their names and values:
//   label, click, clicked or y        0 or 1
//   probability, period               optional, as in a click dataset
//   dense                             a fixed-size list of numbers; or columns named dense…, I1…, float…
//   any other column of integers, text, or lists of integers   a sparse table, numbered in order of first sight
//   any other column of numbers       a dense feature
// unless the reader gave columns other roles (columnRoles.ts). A column whose rows are given in the schema's
// metadata (`tables`, JSON) keeps its ids as they are.

import { DataType, type Table, type Vector } from 'apache-arrow';
import { GrowingArray } from '../../base/arrays';
import { DataError } from '../../base/errors';
import type { ClickDataset, ClickTable } from '../dataset';
import type { ColumnReading } from '../reading';
import { columnReadings, LABELS } from './columnRoles';
import { DictionaryColumn, Numbering } from './dictionary';

/** Every column of a table as one click dataset. */
export function clickDatasetFromTable(
  table: Table,
  source: string,
  numbering = new Numbering(),
  readings: readonly ColumnReading[] = columnReadings(table),
): ClickDataset {
  const labelName = readings.find(({ role }) => role === 'label')?.name;
  if (!labelName) throw new DataError(source, 'schema', `has no label column (${LABELS.join(', ')})`);
  const known = new Map(
    parseTables(table.schema.metadata.get('tables')).map((entry) => [entry.name, entry.rows]),
  );
  const count = table.numRows;
  const denseColumns: { name: string; values: Float64Array }[] = [];
  const dataset: ClickDataset = {
    kind: 'click',
    source,
    count,
    denseFeatures: 0,
    denseNames: [],
    dense: new Float32Array(0),
    tables: [],
    offsets: [],
    ids: [],
    labels: Float32Array.from(numbers(table.getChild(labelName)!, labelName, source, 0, 1)),
  };
  for (const { name, role } of readings) {
    const column = table.getChild(name)!;
    if (role === 'label' || role === 'ignored') continue;
    if (role === 'probability') dataset.probability = Float32Array.from(numbers(column, name, source, 0, 1));
    else if (role === 'period') dataset.period = Int32Array.from(numbers(column, name, source));
    else if (role === 'dense' && DataType.isFixedSizeList(column.type))
      denseColumns.push(...spread(column, name, source));
    else if (role === 'table') addTable(dataset, column, name, known.get(name), numbering);
    else denseColumns.push({ name, values: numbers(column, name, source) });
  }
  const width = denseColumns.length;
  dataset.dense = new Float32Array(count * width);
  denseColumns.forEach(({ values }, d) => {
    for (let i = 0; i < count; i++) dataset.dense[i * width + d] = values[i];
  });
  dataset.denseFeatures = width;
  const stored = table.schema.metadata.get('denseNames');
  dataset.denseNames = stored ? (JSON.parse(stored) as string[]) : denseColumns.map(({ name }) => name);
  if (width === 0 && dataset.tables.length === 0) throw new DataError(source, 'schema', 'has no features');
  return dataset;
}

function parseTables(json: string | undefined): ClickTable[] {
  return json === undefined ? [] : (JSON.parse(json) as ClickTable[]);
}

function numbers(
  column: Vector,
  name: string,
  source: string,
  minimum = -Infinity,
  maximum = Infinity,
): Float64Array {
  const out = new Float64Array(column.length);
  for (let i = 0; i < out.length; i++) {
    const value: unknown = column.get(i);
    out[i] =
      typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
        ? Number(value)
        : NaN;
    if (!Number.isFinite(out[i]) || out[i] < minimum || out[i] > maximum) {
      const wanted = maximum === 1 ? 'a number in [0, 1]' : 'a finite number';
      throw new DataError(source, `record ${i}`, `column ${name} is not ${wanted}`);
    }
  }
  return out;
}

/** A fixed-size list as one column an element. */
function spread(column: Vector, name: string, source: string): { name: string; values: Float64Array }[] {
  const width = (column.type as { listSize: number }).listSize;
  const out = Array.from({ length: width }, (_, d) => ({
    name: `${name}${d}`,
    values: new Float64Array(column.length),
  }));
  for (let i = 0; i < column.length; i++) {
    const row = column.get(i) as Vector | null;
    for (let d = 0; d < width; d++) {
      const value = Number(row?.get(d) ?? NaN);
      if (!Number.isFinite(value)) throw new DataError(source, `record ${i}`, `column ${name} is not finite`);
      out[d].values[i] = value;
    }
  }
  return out;
}

function addTable(
  dataset: ClickDataset,
  column: Vector,
  name: string,
  rows: number | undefined,
  numbering: Numbering,
): void {
  const { source, count } = dataset;
  const dictionary = new DictionaryColumn(numbering.of(name));
  const ids = new GrowingArray(Uint32Array);
  const offsets = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) {
    const value: unknown = column.get(i);
    const bag =
      typeof value === 'object' && value !== null ? Array.from(value as Iterable<unknown>) : [value];
    for (const item of bag) {
      const plain = typeof item === 'bigint' || typeof item === 'number' || typeof item === 'string';
      if (!plain)
        throw new DataError(source, `record ${i}`, `column ${name} holds a value that is not an id`);
      if (rows === undefined) ids.push(dictionary.idOf(item));
      else if (Number(item) >= 0 && Number(item) < rows) ids.push(Number(item));
      else
        throw new DataError(source, `record ${i}`, `column ${name}: id ${item} is not in [0, ${rows - 1}]`);
    }
    offsets[i + 1] = ids.length;
  }
  dataset.tables.push({ name, rows: rows ?? dictionary.rows });
  dataset.offsets.push(offsets);
  dataset.ids.push(ids.toArray());
}
