// Chart data as an Arrow file: a column of run names (a dictionary), then one column a metric, null where a
// row has no value. One record batch a run, so that the page can do other things between them.

import {
  type Data,
  Dictionary,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Utf8,
  Vector,
} from 'apache-arrow';
import { nextTask } from '../state/csv';
import type { ChartData } from './chartData';

export async function arrowFileOf({ names, parts }: ChartData): Promise<Uint8Array<ArrayBuffer>> {
  const runType = new Dictionary(new Utf8(), new Int32(), 0);
  const dictionary = textsOf(parts.map(({ label }) => label));
  const schema = new Schema([
    new Field('run', runType, false),
    ...names.map((name) => new Field(name, new Float64(), true)),
  ]);
  const writer = new RecordBatchFileWriter();
  for (const [index, { columns }] of parts.entries()) {
    const length = columns[0]?.length ?? 0;
    const runs = makeData({ type: runType, length, data: new Int32Array(length).fill(index), dictionary });
    const children: Data[] = [runs, ...columns.map(nullable)];
    const data = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
    writer.write(new RecordBatch(schema, data));
    await nextTask();
  }
  writer.finish();
  return Uint8Array.from(await writer.toUint8Array());
}

/** A column of texts. Arrow's own builders evaluate code, which the page's policy forbids. */
function textsOf(texts: readonly string[]): Vector<Utf8> {
  const encoded = texts.map((text) => new TextEncoder().encode(text));
  const valueOffsets = new Int32Array(texts.length + 1);
  for (const [index, { length }] of encoded.entries()) valueOffsets[index + 1] = valueOffsets[index] + length;
  const data = new Uint8Array(valueOffsets[texts.length]);
  for (const [index, bytes] of encoded.entries()) data.set(bytes, valueOffsets[index]);
  return new Vector([makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data })]);
}

function nullable(column: Float64Array) {
  const bits = new Uint8Array(Math.ceil(column.length / 8));
  let missing = 0;
  for (let row = 0; row < column.length; row++) {
    if (Number.isNaN(column[row])) missing++;
    else bits[row >> 3] |= 1 << (row & 7);
  }
  return makeData({
    type: new Float64(),
    length: column.length,
    nullCount: missing,
    nullBitmap: missing ? bits : null,
    // The view may be of a larger buffer, and grows with the run.
    data: column.slice(),
  });
}
