// Checks the pages of a Parquet column chunk before they are decoded. The decoder trusts counts in page headers and
// run lengths; in a damaged file those can ask for billions of values.

import type { ColumnMetaData, PageHeader, SchemaTree } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from 'hyparquet/src/schema.js';
import { readVarInt } from 'hyparquet/src/thrift.js';

/** Largest plausible expansion by Snappy, with room for tiny pages. */
const LARGEST_EXPANSION = 300;
/** Writers pad bit-packed runs to groups of values. */
const RUN_SLACK = 512;

type Codec = ColumnMetaData['codec'];

function require(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}

const between = (value: unknown, low: number, high: number) =>
  typeof value === 'number' && value >= low && value <= high;

const bitWidth = (largest: number) => 32 - Math.clz32(largest);

/** Throws a plain Error on the first page that cannot be right. `values` is the chunk's number of values. */
export function checkPages(chunk: Uint8Array, path: SchemaTree[], codec: Codec, values: number): void {
  const reader = { view: new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength), offset: 0 };
  let seen = 0;
  for (let page = 0; seen < values && reader.offset < chunk.length - 1; page++) {
    const header = parquetHeader(reader);
    const { compressed_page_size: size, uncompressed_page_size: plain } = header;
    require(between(size, 0, chunk.length - reader.offset), `page ${page} reaches past its column`);
    require(between(plain, 0, (1 << 16) + LARGEST_EXPANSION * size), `page ${page} claims ${plain} bytes`);
    const body = chunk.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    if (header.type === 'DICTIONARY_PAGE') {
      const count = header.dictionary_page_header?.num_values;
      require(between(count, 0, plain * 8), `page ${page} claims ${count} dictionary entries`);
      continue;
    }
    const counts = header.data_page_header ?? header.data_page_header_v2;
    require(counts !== undefined &&
      between(counts.num_values, 0, values - seen), `page ${page} has a wrong count`);
    seen += counts.num_values;
    if (header.type === 'DATA_PAGE') checkPage(body, header, path, codec);
    else if (header.type === 'DATA_PAGE_V2') checkPageV2(body, header, path, codec);
    else throw new Error(`page ${page} is of an unknown type`);
  }
  require(seen === values, `${seen} values for ${values} promised`);
}

function checkPage(body: Uint8Array, header: PageHeader, path: SchemaTree[], codec: Codec): void {
  const counts = header.data_page_header;
  require(counts !== undefined, 'a page lacks its header');
  const page = decompressPage(body, header.uncompressed_page_size, codec, undefined);
  let at = 0;
  for (const level of [getMaxRepetitionLevel(path), getMaxDefinitionLevel(path)]) {
    if (level > 0) at = checkPrefixedRuns(page, at, bitWidth(level), counts.num_values);
  }
  checkIndices(page.subarray(at), counts.encoding, path, counts.num_values);
}

function checkPageV2(body: Uint8Array, header: PageHeader, path: SchemaTree[], codec: Codec): void {
  const counts = header.data_page_header_v2;
  require(counts !== undefined, 'a page lacks its header');
  const repetition = counts.repetition_levels_byte_length;
  const definition = counts.definition_levels_byte_length;
  require(between(repetition, 0, body.length), 'repetition levels reach past their page');
  require(between(definition, 0, body.length - repetition), 'definition levels reach past their page');
  require(between(counts.num_nulls, 0, counts.num_values), 'a page claims more nulls than values');
  require(between(counts.num_rows, 0, counts.num_values), 'a page claims more rows than values');
  const levels = repetition + definition;
  const most = counts.num_values;
  const repetitionWidth = bitWidth(getMaxRepetitionLevel(path));
  const definitionWidth = bitWidth(getMaxDefinitionLevel(path));
  if (repetitionWidth > 0) checkRuns(body.subarray(0, repetition), repetitionWidth, most);
  if (definitionWidth > 0) checkRuns(body.subarray(repetition, levels), definitionWidth, most);
  const plain = header.uncompressed_page_size - levels;
  const packed = body.subarray(levels);
  const page = counts.is_compressed === false ? packed : decompressPage(packed, plain, codec, undefined);
  checkIndices(page, counts.encoding, path, counts.num_values - counts.num_nulls);
}

/** Dictionary indices and run-length booleans. */
function checkIndices(page: Uint8Array, encoding: string, path: SchemaTree[], values: number): void {
  if (values === 0) return;
  if (encoding === 'RLE') checkPrefixedRuns(page, 0, 1, values);
  if (encoding !== 'PLAIN_DICTIONARY' && encoding !== 'RLE_DICTIONARY') return;
  require(path.length > 1 && page.length > 0 && page[0] <= 32, 'dictionary indices are too wide');
  if (page[0] > 0) checkRuns(page.subarray(1), page[0], values);
}

/** Runs behind a 32-bit length; returns where they end. */
function checkPrefixedRuns(page: Uint8Array, at: number, width: number, values: number): number {
  require(page.length >= at + 4, 'a page ends within its levels');
  const length = new DataView(page.buffer, page.byteOffset).getUint32(at, true);
  require(length <= page.length - at - 4, 'levels reach past their page');
  checkRuns(page.subarray(at + 4, at + 4 + length), width, values);
  return at + 4 + length;
}

/** The run-length / bit-packed hybrid must give `values` values, and not many more. */
function checkRuns(bytes: Uint8Array, width: number, values: number): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  let seen = 0;
  while (seen < values) {
    require(reader.offset < bytes.length, `runs hold ${seen} of ${values} values`);
    const header = readVarInt(reader);
    const packed = (header & 1) === 1;
    const count = packed ? (header >>> 1) * 8 : header >>> 1;
    require(count <= values - seen + RUN_SLACK, `a run claims ${count} values`);
    reader.offset += packed ? (header >>> 1) * width : (width + 7) >> 3;
    seen += count;
  }
}
