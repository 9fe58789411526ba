// Building apache-arrow record batches from typed arrays, and collecting them.

import {
  type Data,
  type DataType,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  Uint8,
  Uint32,
  Utf8,
  vectorFromArray,
} from 'apache-arrow';

/** Values of one column: numbers keep their type, strings become Utf8. */
export type ColumnValues = Int32Array | Uint32Array | Float32Array | Float64Array | string[];

function columnData(values: ColumnValues): Data {
  if (values instanceof Int32Array) return makeData({ type: new Int32(), data: values });
  if (values instanceof Uint32Array) return makeData({ type: new Uint32(), data: values });
  if (values instanceof Float32Array) return makeData({ type: new Float32(), data: values });
  if (values instanceof Float64Array) return makeData({ type: new Float64(), data: values });
  if (values.length === 0) return makeData({ type: new Utf8() });
  return vectorFromArray(values, new Utf8()).data[0];
}

/** Rows of `width` bytes each as a fixed-size list. */
export function bytesData(values: Uint8Array, width: number): Data {
  const child = makeData({ type: new Uint8(), data: values });
  const type = new FixedSizeList(width, new Field('item', new Uint8(), false));
  return makeData({ type, length: values.length / width, child });
}

/** A record batch of named columns, all of one length. */
export function recordBatch(
  columns: Record<string, ColumnValues | Data>,
  metadata?: Map<string, string>,
): RecordBatch {
  const names = Object.keys(columns);
  const children = names.map((name) => {
    const values = columns[name];
    return Array.isArray(values) || ArrayBuffer.isView(values) ? columnData(values) : values;
  });
  const fields = names.map((name, i) => new Field(name, children[i].type as DataType, false));
  const length = children.length > 0 ? children[0].length : 0;
  return new RecordBatch(
    new Schema(fields, metadata),
    makeData({ type: new Struct(fields), length, children }),
  );
}

/** All batches as one table. */
export async function collect(batches: AsyncIterable<RecordBatch>): Promise<Table> {
  const all: RecordBatch[] = [];
  for await (const batch of batches) all.push(batch);
  return new Table(all);
}
