// Reader of Arrow IPC, both the file format (`ARROW1` at either end) and the stream format
// (which must carry its end marker, so that a cut file is noticed).

import { type Data, DataType, type RecordBatch, RecordBatchReader } from 'apache-arrow';
import { DataError } from '../../base/errors';
import { checkFooter, checkMessages } from './arrowMessages';
import { guarded } from './guard';
import { allBytes, type ByteSource } from './source';

const MAGIC = 'ARROW1';
/** The magic and its padding. */
const FILE_HEADER = 8;

const text = (bytes: Uint8Array) => String.fromCharCode(...bytes);

/** Record batches of an Arrow file. The whole file is held in memory; columns point into it. */
export async function* readArrow(source: ByteSource): AsyncGenerator<RecordBatch> {
  const bytes = await allBytes(source);
  const isFile = text(bytes.subarray(0, 6)) === MAGIC;
  checkEnds(source.name, bytes, isFile);
  const batches = await guarded(source.name, 'messages', () => {
    const found = checkMessages(bytes, isFile ? FILE_HEADER : 0);
    if (isFile) checkFooter(bytes, found.starts, found.batches);
    return found.batches;
  });
  const reader = await guarded(source.name, 'schema', () => RecordBatchReader.from(bytes).open());
  let index = 0;
  for (; ; index++) {
    const record = `record batch ${index}`;
    const next = await guarded(source.name, record, () => reader.next());
    if (next.done) break;
    const batch: RecordBatch = next.value;
    await guarded(source.name, record, () => checkBatch(batch));
    yield batch;
  }
  // A schema without batches reads as one empty batch.
  if (index < batches) throw new DataError(source.name, 'end', `${index} of ${batches} record batches found`);
}

function checkEnds(file: string, bytes: Uint8Array, isFile: boolean): void {
  if (isFile && (bytes.length < 20 || text(bytes.subarray(-6)) !== MAGIC)) {
    throw new DataError(file, 'footer', 'truncated: the closing ARROW1 is missing');
  }
  const opens = bytes.length >= 8 && bytes.subarray(0, 4).every((byte) => byte === 0xff);
  if (!isFile && !opens) throw new DataError(file, 'header', 'is neither an Arrow file nor an Arrow stream');
}

/** Buffers must hold the rows that the metadata claims, and lists must stay within their children. */
function checkBatch(batch: RecordBatch): void {
  batch.data.children.forEach((column, index) => {
    if (column.length !== batch.numRows) {
      throw new Error(`column ${index} has ${column.length} of ${batch.numRows} rows`);
    }
    checkData(column);
  });
}

function checkData(data: Data): void {
  const { type, length, children } = data;
  const values: { length: number } | undefined = data.values;
  const child: Data | undefined = children[0];
  if (DataType.isInt(type) || DataType.isFloat(type)) atLeast(values?.length, length);
  else if (DataType.isBool(type)) atLeast((values?.length ?? 0) * 8, length);
  else if (DataType.isUtf8(type) || DataType.isBinary(type)) checkOffsets(data, values?.length ?? 0);
  else if (DataType.isFixedSizeBinary(type)) atLeast(values?.length, length * type.byteWidth);
  else if (DataType.isFixedSizeList(type)) atLeast(child?.length, length * Math.max(0, type.listSize));
  else if (DataType.isList(type)) checkOffsets(data, child?.length ?? 0);
  else if (DataType.isDictionary(type)) checkDictionary(data);
  else if (DataType.isStruct(type)) for (const member of children) atLeast(member?.length, length);
  else if (!DataType.isTimestamp(type) && !DataType.isDate(type) && !DataType.isLargeUtf8(type)) {
    throw new Error(`columns of type ${type} are not supported`);
  }
  if (DataType.isFixedSizeList(type) && type.listSize < 0) throw new Error('a list has a negative length');
  for (const member of children) if (member) checkData(member);
}

function atLeast(found: number | undefined, wanted: number): void {
  if ((found ?? 0) < wanted) throw new Error(`${found ?? 0} values for ${wanted} wanted`);
}

function checkOffsets(data: Data, limit: number): void {
  const offsets: ArrayLike<number> = data.valueOffsets;
  if (data.length === 0) return;
  atLeast(offsets?.length, data.length + 1);
  let before = 0;
  for (let i = 0; i <= data.length; i++) {
    if (offsets[i] < before || offsets[i] > limit) throw new Error(`offset ${i} is out of range`);
    before = offsets[i];
  }
}

function checkDictionary(data: Data): void {
  const keys: ArrayLike<number> = data.values;
  const size = data.dictionary?.length ?? 0;
  atLeast(keys?.length, data.length);
  for (let i = 0; i < data.length; i++) {
    if (keys[i] < 0 || keys[i] >= size) throw new Error(`row ${i} refers past its dictionary`);
  }
}
