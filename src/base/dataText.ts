// Plain data as JSON and back, with what JSON has no word for: typed arrays, maps, and numbers that are not finite.

import { fromBase64, toBase64 } from './base64';

const MARK = '$is';

const arrays = {
  Float32Array,
  Float64Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
  Int8Array,
  Int16Array,
  Int32Array,
};
type Named = keyof typeof arrays;

/** Of records, lists, text, numbers, truth values, maps and typed arrays. */
export const dataText = (data: unknown): string =>
  JSON.stringify(data, (_key, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return { [MARK]: 'number', text: `${value}` };
    if (value instanceof Map) return { [MARK]: 'Map', entries: [...value] };
    if (ArrayBuffer.isView(value) && value.constructor.name in arrays)
      return {
        [MARK]: value.constructor.name,
        bytes: toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
      };
    return value;
  });

/** What `dataText` was given. Throws `SyntaxError` for text that is no JSON, and where bytes are damaged. */
export const dataOf = (text: string): unknown =>
  JSON.parse(text, (_key, value) => {
    const name: unknown = value?.[MARK];
    if (typeof name !== 'string') return value;
    if (name === 'number') return Number(value.text);
    if (name === 'Map') return new Map(value.entries);
    if (!(name in arrays)) return value;
    const own = arrays[name as Named];
    const bytes = fromBase64(String(value.bytes));
    if (bytes.length % own.BYTES_PER_ELEMENT) throw new SyntaxError(`The bytes of a ${name} are cut off`);
    return new own(bytes.buffer);
  });
