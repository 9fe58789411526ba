// Tensors as JSON: shapes, and numbers as base64 of 32-bit floats, little-endian, which is what GPUs train in.

import { DataError } from '../../base/errors';
import type { Tensors } from '../learned/frozen';
import { JsonRecord } from '../torchrec/jsonRecord';

export interface TensorText {
  readonly shape: readonly number[];
  readonly data: string;
}

const BYTES = 4;
/** Arguments of one call. */
const PIECE = 0x2000;

export const textOfTensors = (
  tensors: Tensors,
): Readonly<Record<string, { shape: number[]; data: string }>> =>
  Object.fromEntries(
    [...tensors].map(([name, { shape, data }]) => [name, { shape: [...shape], data: textOfNumbers(data) }]),
  );

function textOfNumbers(data: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(data.length * BYTES));
  for (let index = 0; index < data.length; index++) view.setFloat32(index * BYTES, data[index], true);
  const bytes = new Uint8Array(view.buffer);
  let binary = '';
  for (let start = 0; start < bytes.length; start += PIECE)
    binary += String.fromCharCode(...bytes.subarray(start, start + PIECE));
  return btoa(binary);
}

/** Throws `DataError` naming file and tensor. */
export function tensorsOf(given: unknown, file: string, place: string): Tensors {
  const all = new JsonRecord(given, file, place);
  const names = Object.keys(given as object);
  return new Map(
    names.map((name) => {
      const from = new JsonRecord(all.value(name), file, `${place}, ${name}`);
      const shape = from.numbers('shape');
      const data = numbersOf(from.text('data'));
      const size = shape.reduce((product, length) => product * length, 1);
      if (!data || data.length !== size || !data.every(Number.isFinite))
        throw new DataError(file, `${place}, ${name}`, `does not hold the ${size} numbers of its shape`);
      return [name, { shape, data }];
    }),
  );
}

function numbersOf(text: string): Float32Array | undefined {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    return undefined;
  }
  const view = new DataView(Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer);
  if (view.byteLength % BYTES) return undefined;
  return Float32Array.from({ length: view.byteLength / BYTES }, (_, index) =>
    view.getFloat32(index * BYTES, true),
  );
}
