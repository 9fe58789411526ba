// Columns of an Arrow table from plain arrays. Arrow's own builders compile code at run time, which a strict
// content security policy forbids.

import { Float64, makeData, makeVector, Utf8, type Vector } from 'apache-arrow';

/** Numbers with gaps. */
export function numberColumn(values: readonly (number | null)[]): Vector<Float64> {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  const data = new Float64Array(values.length);
  let nullCount = 0;
  for (const [index, value] of values.entries()) {
    if (value === null) nullCount++;
    else {
      nullBitmap[index >> 3] |= 1 << (index & 7);
      data[index] = value;
    }
  }
  return makeVector(makeData({ type: new Float64(), length: values.length, nullCount, nullBitmap, data }));
}

export function textColumn(values: readonly string[]): Vector<Utf8> {
  const parts = values.map((value) => new TextEncoder().encode(value));
  const valueOffsets = new Int32Array(values.length + 1);
  for (const [index, { length }] of parts.entries()) valueOffsets[index + 1] = valueOffsets[index] + length;
  const data = new Uint8Array(valueOffsets[values.length]);
  for (const [index, part] of parts.entries()) data.set(part, valueOffsets[index]);
  return makeVector(makeData({ type: new Utf8(), length: values.length, nullCount: 0, valueOffsets, data }));
}
