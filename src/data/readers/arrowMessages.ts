// Checks the messages of an Arrow stream before they are decoded. The decoder trusts every offset and length in the
// FlatBuffers metadata; in a damaged file those can point anywhere or ask for billions of elements.
// Layout of a message: 0xFFFFFFFF, metadata length, metadata (a FlatBuffers `Message`), body.

const MARKER = 0xffffffff;
const DEEPEST = 16;
const UNION = 14;
/** Header types of a Message. */
const SCHEMA = 1;
const DICTIONARY_BATCH = 2;
const RECORD_BATCH = 3;

function require(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

/** Reads FlatBuffers tables, checking every position against the metadata's own bytes. */
class Metadata {
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  root(): number {
    return this.follow(0);
  }

  uint8(at: number): number {
    return this.view.getUint8(at);
  }

  /** A 64-bit length as a number; negative or huge ones are damage. */
  length(at: number): number {
    const value = Number(this.view.getBigInt64(at, true));
    require(value >= 0 && value <= Number.MAX_SAFE_INTEGER, 'a length is out of range');
    return value;
  }

  /** Position of field `index` of the table at `table`, or 0 when it is absent. */
  field(table: number, index: number): number {
    const vtable = table - this.view.getInt32(table, true);
    const size = this.view.getUint16(vtable, true);
    require(size >= 4 && vtable + size <= this.view.byteLength, 'a table is out of range');
    const slot = 4 + 2 * index;
    const offset = slot + 2 <= size ? this.view.getUint16(vtable + slot, true) : 0;
    return offset === 0 ? 0 : table + offset;
  }

  follow(at: number): number {
    const target = at + this.view.getUint32(at, true);
    require(target > at && target + 4 <= this.view.byteLength, 'an offset is out of range');
    return target;
  }

  /** Positions of the elements of the vector (or string) that the field at `at` refers to. */
  vector(at: number, elementSize: number): { first: number; count: number } {
    if (at === 0) return { first: 0, count: 0 };
    const start = this.follow(at);
    const count = this.view.getUint32(start, true);
    require(start + 4 + count * elementSize <= this.view.byteLength, 'a vector is out of range');
    return { first: start + 4, count };
  }
}

function checkKeyValues(metadata: Metadata, at: number): void {
  const { first, count } = metadata.vector(at, 4);
  for (let i = 0; i < count; i++) {
    const pair = metadata.follow(first + 4 * i);
    metadata.vector(metadata.field(pair, 0), 1);
    metadata.vector(metadata.field(pair, 1), 1);
  }
}

function checkFields(metadata: Metadata, at: number, depth: number): void {
  require(depth <= DEEPEST, 'columns are nested too deeply');
  const { first, count } = metadata.vector(at, 4);
  for (let i = 0; i < count; i++) {
    const field = metadata.follow(first + 4 * i);
    metadata.vector(metadata.field(field, 0), 1);
    const type = metadata.field(field, 2);
    require(type !== 0 && metadata.uint8(type) !== UNION, 'a column has no type, or is a union');
    const dictionary = metadata.field(field, 4);
    if (dictionary !== 0) metadata.follow(dictionary);
    checkFields(metadata, metadata.field(field, 5), depth + 1);
    checkKeyValues(metadata, metadata.field(field, 6));
  }
}

function checkBatch(metadata: Metadata, batch: number, bodyLength: number): void {
  const rows = metadata.field(batch, 0);
  // Every row takes a bit at the least.
  const most = 8 * bodyLength + 8;
  require(rows === 0 || metadata.length(rows) <= most, 'a batch claims more rows than it has bytes for');
  const nodes = metadata.vector(metadata.field(batch, 1), 16);
  for (let i = 0; i < nodes.count; i++) {
    require(metadata.length(nodes.first + 16 * i) <= most, 'a column claims more rows than it has bytes for');
    metadata.length(nodes.first + 16 * i + 8);
  }
  const buffers = metadata.vector(metadata.field(batch, 2), 16);
  for (let i = 0; i < buffers.count; i++) {
    const end = metadata.length(buffers.first + 16 * i) + metadata.length(buffers.first + 16 * i + 8);
    require(end <= bodyLength, 'a buffer reaches past its batch');
  }
}

function checkSchema(metadata: Metadata, schema: number): void {
  checkFields(metadata, metadata.field(schema, 1), 0);
  checkKeyValues(metadata, metadata.field(schema, 2));
}

/**
 * Walks messages from byte `from` to the end marker; returns where the batches start and how many are records.
 * A stream must open with its schema, a file may leave it to the footer. Throws a plain Error on damage.
 */
export function checkMessages(bytes: Uint8Array, from: number): { starts: Set<number>; batches: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = new Set<number>();
  let batches = 0;
  for (let at = from, index = 0; ; index++) {
    const start = at;
    require(at + 8 <= bytes.length, 'truncated: the end marker is missing');
    require(view.getUint32(at, true) === MARKER, `message ${index} does not start where it should`);
    const size = view.getInt32(at + 4, true);
    if (size === 0) return { starts, batches };
    require(size > 0 && at + 8 + size <= bytes.length, `message ${index} reaches past the end`);
    const metadata = new Metadata(bytes.subarray(at + 8, at + 8 + size));
    const message = metadata.root();
    const lengthAt = metadata.field(message, 3);
    const bodyLength = lengthAt === 0 ? 0 : metadata.length(lengthAt);
    at += 8 + size + bodyLength;
    require(at <= bytes.length, `the body of message ${index} reaches past the end`);
    const kindAt = metadata.field(message, 1);
    const kind = kindAt === 0 ? 0 : metadata.uint8(kindAt);
    const headerAt = metadata.field(message, 2);
    require(headerAt !== 0, `message ${index} is empty`);
    const header = metadata.follow(headerAt);
    if (kind === SCHEMA) {
      require(index === 0, 'there is a second schema');
      checkSchema(metadata, header);
      continue;
    }
    require(index > 0 || from > 0, 'the schema is missing');
    require(kind === DICTIONARY_BATCH || kind === RECORD_BATCH, `message ${index} is of an unknown kind`);
    const batchAt = kind === DICTIONARY_BATCH ? metadata.field(header, 1) : 0;
    require(kind === RECORD_BATCH || batchAt !== 0, `message ${index} has no data`);
    checkBatch(metadata, kind === RECORD_BATCH ? header : metadata.follow(batchAt), bodyLength);
    starts.add(start);
    if (kind === RECORD_BATCH) batches++;
  }
}

/** Checks a file's footer: its schema, and that every block is one of the messages that start at `starts`. */
export function checkFooter(bytes: Uint8Array, starts: Set<number>, batches: number): void {
  const end = bytes.length - 10;
  const size = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(end, true);
  require(size > 0 && size <= end - 8, 'the footer has a wrong length');
  const metadata = new Metadata(bytes.subarray(end - size, end));
  const footer = metadata.root();
  const schema = metadata.field(footer, 1);
  require(schema !== 0, 'the schema is missing');
  checkSchema(metadata, metadata.follow(schema));
  for (const field of [2, 3]) {
    const blocks = metadata.vector(metadata.field(footer, field), 24);
    require(field === 2 ||
      blocks.count === batches, `${blocks.count} of ${batches} record batches are listed`);
    for (let i = 0; i < blocks.count; i++) {
      require(starts.has(metadata.length(blocks.first + 24 * i)), 'a block does not start at a message');
    }
  }
}
