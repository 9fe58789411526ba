// Reads exact numbers of bytes from a stream, for binary formats with fixed records.

import { DataError } from '../../base/errors';
import { type ByteSource, streamChunks } from './source';

export class ByteReader {
  /** Bytes consumed so far. */
  offset = 0;
  private readonly chunks: AsyncGenerator<Uint8Array>;
  private held: Uint8Array = new Uint8Array(0);

  constructor(private readonly source: ByteSource) {
    this.chunks = streamChunks(source);
  }

  /**
   * The next `count` bytes; `record` names them in the error when the file ends first. Memory grows only with the
   * bytes that arrive, so a damaged header cannot ask for more than the file holds.
   */
  async read(count: number, record: string): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let missing = count;
    while (missing > 0) {
      if (this.held.length === 0 && !(await this.refill())) {
        const got = count - missing;
        throw new DataError(this.source.name, record, `truncated: ${count} bytes expected, ${got} found`);
      }
      const part = this.held.subarray(0, missing);
      parts.push(part);
      this.held = this.held.subarray(part.length);
      missing -= part.length;
      this.offset += part.length;
    }
    if (parts.length === 1) return parts[0];
    const out = new Uint8Array(count);
    let at = 0;
    for (const part of parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }

  /** Whether the file ends here. */
  async atEnd(): Promise<boolean> {
    return this.held.length === 0 && !(await this.refill());
  }

  /** Throws when bytes follow. */
  async expectEnd(): Promise<void> {
    if (await this.atEnd()) return;
    throw new DataError(this.source.name, `byte ${this.offset}`, 'bytes follow the last record');
  }

  private async refill(): Promise<boolean> {
    for (;;) {
      const { done, value } = await this.chunks.next();
      if (done) return false;
      if (value.length > 0) {
        this.held = value;
        return true;
      }
    }
  }
}
