// The growing values of one column of delimited text, checked as they are read.

import type { ColumnValues } from './batches';
import { parseHex, parseInteger, parseNumber } from './fields';
import type { DelimitedColumn } from './schemas';

const decoder = new TextDecoder('utf-8', { fatal: true });

export class ColumnBuffer {
  private readonly numbers: Int32Array | Uint32Array | Float64Array;
  private readonly texts: string[] = [];

  constructor(
    readonly column: DelimitedColumn,
    private readonly capacity: number,
  ) {
    this.numbers = numberArray(column.type, column.type === 'text' ? 0 : capacity);
  }

  /** Stores bytes [start, end) as row `row`. Returns what is wrong with them, or undefined. */
  store(bytes: Uint8Array, start: number, end: number, row: number, quoted: boolean): string | undefined {
    const { type, minimum, maximum, empty } = this.column;
    if (type === 'text') {
      const text = decodeText(bytes.subarray(start, end), quoted);
      if (text === undefined) return 'is not valid UTF-8';
      this.texts[row] = text;
      return undefined;
    }
    if (start === end) {
      if (empty === undefined) return `is empty; expected ${describe(this.column)}`;
      this.numbers[row] = empty;
      return undefined;
    }
    const value = parse(type, bytes, start, end);
    const tooLarge = type === 'integer' && (value > 2147483647 || value < -2147483648);
    if (Number.isNaN(value) || tooLarge) return `${show(bytes, start, end)} is not ${describe(this.column)}`;
    if (value < (minimum ?? -Infinity) || value > (maximum ?? Infinity)) {
      return `${show(bytes, start, end)} is out of range; expected ${describe(this.column)}`;
    }
    this.numbers[row] = value;
    return undefined;
  }

  /** The first `count` rows, copied. The buffer can then be filled again. */
  take(count: number): ColumnValues {
    if (this.column.type === 'text') return this.texts.slice(0, count);
    return count === this.capacity ? this.numbers.slice() : this.numbers.slice(0, count);
  }
}

function numberArray(type: DelimitedColumn['type'], length: number) {
  if (type === 'integer') return new Int32Array(length);
  return type === 'hex' ? new Uint32Array(length) : new Float64Array(length);
}

function parse(type: 'integer' | 'hex' | 'number', bytes: Uint8Array, start: number, end: number): number {
  if (type === 'integer') return parseInteger(bytes, start, end);
  return type === 'hex' ? parseHex(bytes, start, end) : parseNumber(bytes, start, end);
}

function decodeText(bytes: Uint8Array, quoted: boolean): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return quoted ? text.replaceAll('""', '"') : text;
  } catch {
    return undefined;
  }
}

function describe({ type, minimum, maximum }: DelimitedColumn): string {
  const kind = { integer: 'an integer', hex: 'a hexadecimal number', number: 'a number', text: 'text' }[type];
  if (minimum !== undefined && maximum !== undefined) return `${kind} in [${minimum}, ${maximum}]`;
  return minimum !== undefined ? `${kind} ≥ ${minimum}` : kind;
}

/** A field as shown in an error: quoted, at most 20 characters, control characters escaped. */
function show(bytes: Uint8Array, start: number, end: number): string {
  const text = new TextDecoder('latin1').decode(bytes.subarray(start, Math.min(end, start + 20)));
  return JSON.stringify(end - start > 20 ? `${text}…` : text);
}
