// Streaming reader of delimited text (CSV, TSV, `::`) by a schema. Works on bytes: no string is made for a number,
// and lines may fall anywhere across chunks.

import type { RecordBatch } from 'apache-arrow';
import { DataError } from '../../base/errors';
import { recordBatch } from './batches';
import { ColumnBuffer } from './columnBuffer';
import type { DelimitedSchema } from './schemas';
import { type ByteSource, streamChunks } from './source';

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const LONGEST_LINE = 1 << 20;

export interface DelimitedOptions {
  /** Rows in a record batch. */
  batchRows?: number;
  /** Stop after this many rows (a head slice of a large file). */
  limit?: number;
}

/**
 * Record batches of a delimited file. Throws `DataError` naming the line (counted from 1, header included) and the
 * column on the first damaged record; batches yielded before it are whole, but the file must be rejected.
 */
export async function* readDelimited(
  source: ByteSource,
  schema: DelimitedSchema,
  options: DelimitedOptions = {},
): AsyncGenerator<RecordBatch> {
  const parser = new LineParser(source.name, schema, options.batchRows ?? 65_536);
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  let rows = 0;
  let carried: Uint8Array = new Uint8Array(0);
  for await (const chunk of streamChunks(source)) {
    const bytes = carried.length > 0 ? concatenate(carried, chunk) : chunk;
    let start = 0;
    let searched = carried.length;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, searched);
      if (end < 0) break;
      if (parser.line(bytes, start, end)) rows++;
      start = end + 1;
      searched = start;
      if (rows >= limit) {
        yield parser.flush();
        return;
      }
      if (parser.full) yield parser.flush();
    }
    carried = bytes.slice(start);
    if (carried.length > LONGEST_LINE) {
      throw new DataError(
        source.name,
        `line ${parser.nextLine}`,
        'is longer than 1 MiB; is this a text file?',
      );
    }
  }
  if (carried.length > 0 && parser.line(carried, 0, carried.length)) rows++;
  if (rows === 0) throw new DataError(source.name, 'file', 'holds no records');
  if (parser.pending > 0) yield parser.flush();
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

/** Splits lines into fields and collects them in columns. */
class LineParser {
  nextLine = 1;
  pending = 0;
  private readonly columns: ColumnBuffer[];
  private readonly delimiter: Uint8Array;
  /** For each field of a line the column it goes to, or −1. Known after the header, if there is one. */
  private targets: number[];

  constructor(
    private readonly file: string,
    private readonly schema: DelimitedSchema,
    private readonly batchRows: number,
  ) {
    this.columns = schema.columns.map((column) => new ColumnBuffer(column, batchRows));
    this.delimiter = new TextEncoder().encode(schema.delimiter);
    this.targets = schema.header ? [] : schema.columns.map((_, index) => index);
  }

  get full(): boolean {
    return this.pending === this.batchRows;
  }

  flush(): RecordBatch {
    const { pending } = this;
    this.pending = 0;
    return recordBatch(
      Object.fromEntries(this.columns.map((buffer) => [buffer.column.name, buffer.take(pending)])),
    );
  }

  /** One line without its newline. Returns whether it was a record (the header is not). */
  line(bytes: Uint8Array, from: number, to: number): boolean {
    const number = this.nextLine++;
    const bom = number === 1 && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf;
    const start = bom ? from + 3 : from;
    const end = to > start && bytes[to - 1] === RETURN ? to - 1 : to;
    if (this.schema.header && number === 1) {
      this.readHeader(new TextDecoder('latin1').decode(bytes.subarray(start, end)));
      return false;
    }
    this.record(bytes, start, end, number);
    this.pending++;
    return true;
  }

  private readHeader(text: string): void {
    const names = text.split(this.schema.delimiter).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    const wanted = this.schema.columns.map(({ name }) => name);
    const missing = wanted.filter((name) => !names.includes(name));
    if (missing.length > 0) throw this.error(1, `the header lacks ${missing.slice(0, 5).join(', ')}`);
    this.targets = names.map((name) => wanted.indexOf(name));
    if (new Set(names).size < names.length) throw this.error(1, 'the header names a column twice');
  }

  private record(bytes: Uint8Array, start: number, end: number, line: number): void {
    let field = 0;
    let at = start;
    for (;;) {
      let quoted = false;
      let fieldStart = at;
      let fieldEnd: number;
      if (this.schema.quotes && bytes[at] === QUOTE && at < end) {
        quoted = true;
        fieldStart = at + 1;
        fieldEnd = this.closingQuote(bytes, fieldStart, end, line);
        at = fieldEnd + 1;
        if (at < end && !this.delimiterAt(bytes, at)) throw this.error(line, 'text follows a closing quote');
      } else {
        while (at < end && !this.delimiterAt(bytes, at)) at++;
        fieldEnd = Math.min(at, end);
      }
      this.store(bytes, fieldStart, fieldEnd, field, line, quoted);
      field++;
      if (at >= end) break;
      at += this.delimiter.length;
    }
    if (field !== this.targets.length) {
      throw this.error(line, `has ${field} columns, expected ${this.targets.length}`);
    }
  }

  private store(
    bytes: Uint8Array,
    start: number,
    end: number,
    field: number,
    line: number,
    quoted: boolean,
  ): void {
    if (field >= this.targets.length) return; // the column count is reported once the line is counted
    const target = this.targets[field];
    if (target < 0) return;
    const problem = this.columns[target].store(bytes, start, end, this.pending, quoted);
    if (problem === undefined) return;
    const name = this.columns[target].column.name;
    throw this.error(line, `column ${field + 1} (${name}) ${problem}`);
  }

  private delimiterAt(bytes: Uint8Array, at: number): boolean {
    const { delimiter } = this;
    if (bytes[at] !== delimiter[0]) return false;
    for (let i = 1; i < delimiter.length; i++) if (bytes[at + i] !== delimiter[i]) return false;
    return true;
  }

  private closingQuote(bytes: Uint8Array, start: number, end: number, line: number): number {
    for (let at = start; at < end; at++) {
      if (bytes[at] !== QUOTE) continue;
      if (at + 1 < end && bytes[at + 1] === QUOTE) at++;
      else return at;
    }
    throw this.error(line, 'a quote is not closed on its line');
  }

  private error(line: number, reason: string): DataError {
    return new DataError(this.file, `line ${line}`, reason);
  }
}
