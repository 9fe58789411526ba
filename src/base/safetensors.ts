// The safetensors file format (github.com/huggingface/safetensors, "Format"): eight bytes of header
// length (little-endian u64), a JSON header of names, types, shapes and byte ranges, then the tensors.
// Goldens are read from it and checkpoints are written in it, so PyTorch opens what a run saves.

import { DataError, TesseraError } from './errors';
import { checkHeader, type Header, readHeader } from './safetensorsHeader';

const arrayTypes = {
  /** As its 16 bits: there is no array of halves everywhere. */
  F16: Uint16Array,
  F32: Float32Array,
  F64: Float64Array,
  I8: Int8Array,
  I32: Int32Array,
  U32: Uint32Array,
  I64: BigInt64Array,
} as const;

export type SafetensorsType = keyof typeof arrayTypes;
export type SafetensorsArray = InstanceType<(typeof arrayTypes)[SafetensorsType]>;

export interface SafetensorsTensor {
  shape: readonly number[];
  /** Row-major; the array's class decides the type in the file. */
  data: SafetensorsArray;
}

export interface SafetensorsFile {
  /** In the order of the file. */
  tensors: Map<string, SafetensorsTensor>;
  /** Free text beside the tensors. */
  metadata: Record<string, string>;
}

/** Reads a whole file. Throws a `DataError` naming `file` and the tensor when anything in it is damaged. */
export function readSafetensors(bytes: Uint8Array, file: string): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes, file);
  const ranges = checkHeader(header, bytes.length - dataStart, file, (type) =>
    isSupported(type) ? arrayTypes[type].BYTES_PER_ELEMENT : undefined,
  );
  const tensors = new Map<string, SafetensorsTensor>();
  for (const { name, type, shape, begin, end } of ranges) {
    if (!isSupported(type)) throw new DataError(file, `tensor "${name}"`, `type ${type} is not supported`);
    // A copy is aligned whatever the header's length is. (Node's Buffer.slice would not copy.)
    const copy = new Uint8Array(bytes.subarray(dataStart + begin, dataStart + end));
    tensors.set(name, { shape, data: new arrayTypes[type](copy.buffer) });
  }
  return { tensors, metadata: header.__metadata__ ?? {} };
}

/** The bytes of a file; tensors start on 8-byte boundaries where the types before them allow it. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, SafetensorsTensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const header: Header = Object.keys(metadata).length ? { __metadata__: { ...metadata } } : {};
  // Widest types first, as the format's own writer does, so that all stay aligned.
  const ordered = [...tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  for (const [name, { shape, data }] of ordered) {
    if (name === '__metadata__') throw new TesseraError('A tensor may not be called "__metadata__".');
    if (shape.reduce((a, b) => a * b, 1) !== data.length)
      throw new TesseraError(
        `Tensor "${name}" has ${data.length} elements, not those of [${shape.join(', ')}].`,
      );
    const begin = end;
    end += data.byteLength;
    header[name] = { dtype: typeOf(data), shape: [...shape], data_offsets: [begin, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const dataStart = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(dataStart + end).fill(0x20, 8, dataStart);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - 8), true);
  bytes.set(json, 8);
  let position = dataStart;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  return bytes;
}

const isSupported = (type: string): type is SafetensorsType => Object.hasOwn(arrayTypes, type);

function typeOf(data: SafetensorsArray): SafetensorsType {
  const found = Object.entries(arrayTypes).find(([, type]) => data instanceof type);
  if (!found) throw new TesseraError(`Arrays of ${data.constructor.name} cannot be written to safetensors.`);
  return found[0] as SafetensorsType;
}
