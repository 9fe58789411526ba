// The header of a safetensors file, checked before a byte of data is read: every tensor needs a known
// type, a sane shape and its own byte range, and together the ranges must cover the data exactly.

import { DataError } from './errors';

/** As the format's own reader: a longer header is an attack or damage. */
const MOST_HEADER_BYTES = 100_000_000;

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

export type Header = { __metadata__?: Record<string, string> } & Record<
  string,
  Entry | Record<string, string>
>;

export interface TensorRange {
  name: string;
  type: string;
  shape: number[];
  begin: number;
  end: number;
}

/** Parses the JSON header and says where the data begins. */
export function readHeader(bytes: Uint8Array, file: string): { header: Header; dataStart: number } {
  const fail = (reason: string): never => {
    throw new DataError(file, 'header', reason);
  };
  if (bytes.length < 8) fail(`the file has ${bytes.length} bytes, too few for a safetensors file`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES)
    fail(`a header of ${length} bytes is not plausible; is this a safetensors file?`);
  if (8 + length > bytes.length) fail(`it should have ${length} bytes but the file ends before`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    fail('it is not JSON');
  }
  if (!isRecord(header)) return fail('it is not a JSON object');
  const metadata = header.__metadata__;
  if (
    metadata !== undefined &&
    !(isRecord(metadata) && Object.values(metadata).every((v) => typeof v === 'string'))
  )
    fail('__metadata__ must map names to texts');
  return { header: header as Header, dataStart: 8 + length };
}

/** The tensors in the order of their data. `widthOf` gives a type's bytes per element, if it is supported. */
export function checkHeader(
  header: Header,
  dataBytes: number,
  file: string,
  widthOf: (type: string) => number | undefined,
): TensorRange[] {
  const ranges = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => checkEntry(name, entry, file, widthOf))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let next = 0;
  for (const { name, begin, end } of ranges) {
    if (begin !== next)
      throw new DataError(file, `tensor "${name}"`, `its data starts at byte ${begin} instead of ${next}`);
    next = end;
  }
  if (next !== dataBytes)
    throw new DataError(file, 'data', `the tensors need ${next} bytes but the file holds ${dataBytes}`);
  return ranges;
}

function checkEntry(
  name: string,
  entry: unknown,
  file: string,
  widthOf: (type: string) => number | undefined,
): TensorRange {
  const fail = (reason: string): never => {
    throw new DataError(file, `tensor "${name}"`, reason);
  };
  if (!isRecord(entry)) return fail('its entry is not an object');
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string') return fail('it has no dtype');
  const width = widthOf(dtype);
  if (width === undefined) return fail(`type ${dtype} is not supported`);
  if (!isSizes(shape)) return fail('its shape is not a list of sizes');
  if (!isSizes(offsets) || offsets.length !== 2) return fail('its data_offsets are not two byte positions');
  const [begin, end] = offsets;
  const expected = shape.reduce((product, size) => product * size, width);
  if (end - begin !== expected)
    return fail(`${dtype} [${shape.join(', ')}] needs ${expected} bytes but it has ${end - begin}`);
  return { name, type: dtype, shape, begin, end };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
