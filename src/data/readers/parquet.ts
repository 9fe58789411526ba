// Reader of Parquet files, row group by row group, from anything that can be read by range (a file, or a URL whose
// server answers range requests).

import { type Data, Field, Float64, List, makeData, type RecordBatch } from 'apache-arrow';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetScan } from 'hyparquet';
import { getSchemaPath } from 'hyparquet/src/schema.js';
import { DataError } from '../../base/errors';
import { type ColumnValues, recordBatch } from './batches';
import { guarded } from './guard';
import { chunkPlace, groupRows, topLevelColumns } from './parquetFooter';
import { checkPages } from './parquetPages';
import type { ByteSource } from './source';

/** A file that can be read by range; the column chunk in hand is kept, so that it is fetched once. */
class RangeReader implements AsyncBuffer {
  readonly byteLength: number;
  private held = { start: 0, bytes: new ArrayBuffer(0) };

  constructor(private readonly source: ByteSource) {
    if (!source.slice || source.size === undefined) {
      throw new DataError(
        source.name,
        'file',
        'must be readable by range; download it and open the file instead',
      );
    }
    this.byteLength = source.size;
  }

  async hold(start: number, end: number): Promise<Uint8Array> {
    this.held = { start, bytes: await this.source.slice!(start, end) };
    return new Uint8Array(this.held.bytes);
  }

  async slice(start: number, end = this.byteLength): Promise<ArrayBuffer> {
    const { start: from, bytes } = this.held;
    if (start >= from && end <= from + bytes.byteLength) return bytes.slice(start - from, end - from);
    return this.source.slice!(start, end);
  }
}

/** Damaged or foreign values may make a column look like another kind in a later row group. */
function requireSameTypes(name: string, group: number, batch: RecordBatch, first: RecordBatch): void {
  for (const [index, { name: column, type, nullable }] of batch.schema.fields.entries()) {
    const expected = first.schema.fields[index];
    if (String(type) !== String(expected.type) || nullable !== expected.nullable)
      throw new DataError(
        name,
        `row group ${group}, column ${column}`,
        `holds ${type}, and row group 0 ${expected.type}`,
      );
  }
}

/** Record batches, one a row group. `columns` restricts what is read; `ignored` columns are left out. */
export async function* readParquet(
  source: ByteSource,
  columns?: string[],
  ignored: readonly string[] = [],
): AsyncGenerator<RecordBatch> {
  const file = new RangeReader(source);
  const metadata = await guarded(source.name, 'footer', () => parquetMetadataAsync(file));
  const names = topLevelColumns(source.name, metadata);
  const missing = (columns ?? []).filter((name) => !names.includes(name));
  if (missing.length > 0) throw new DataError(source.name, 'footer', `lacks the column ${missing[0]}`);
  const wanted = columns ?? names.filter((name) => !ignored.includes(name));
  let rowStart = 0;
  let first: RecordBatch | undefined;
  for (let group = 0; group < metadata.row_groups.length; group++) {
    const rows = groupRows(source.name, metadata, group);
    const data: Record<string, ColumnValues | Data> = {};
    for (const column of wanted) {
      const record = `row group ${group}, column ${column}`;
      data[column] = await guarded(source.name, record, async () => {
        await checkColumn(file, metadata, group, column, record, source.name);
        const scan = await parquetScan({
          file,
          metadata,
          columns: [column],
          utf8: false,
          useOffsetIndex: false,
        });
        const values = await scan.readColumn({ column, rowStart, rowEnd: rowStart + rows });
        if (values.length !== rows) throw new Error(`${values.length} values for ${rows} rows`);
        return columnValues(values as ArrayLike<unknown>);
      });
    }
    rowStart += rows;
    const batch = recordBatch(data);
    first ??= batch;
    requireSameTypes(source.name, group, batch, first);
    yield batch;
  }
  if (rowStart !== Number(metadata.num_rows)) {
    throw new DataError(source.name, 'footer', `${metadata.num_rows} rows promised, ${rowStart} found`);
  }
}

/** Fetches and checks every chunk of a column in a row group (nested columns have several). */
async function checkColumn(
  file: RangeReader,
  metadata: FileMetaData,
  group: number,
  column: string,
  record: string,
  name: string,
): Promise<void> {
  const { columns, num_rows: rows } = metadata.row_groups[group];
  let found = 0;
  for (const { meta_data: meta } of columns) {
    if (meta?.path_in_schema[0] !== column) continue;
    const { start, end, values } = chunkPlace(name, record, meta, file.byteLength);
    const path = getSchemaPath(metadata.schema, meta.path_in_schema);
    const repeated = path.some(({ element }) => element.repetition_type === 'REPEATED');
    if (!repeated && values !== Number(rows)) throw new Error(`${values} values for ${rows} rows`);
    checkPages(await file.hold(start, end), path, meta.codec, values);
    found++;
  }
  if (found === 0) throw new Error('its data is missing');
}

/** Decoded values as a column; numbers stay in typed arrays, byte strings and lists become Arrow lists. */
function columnValues(values: ArrayLike<unknown>): ColumnValues | Data {
  if (values instanceof Int32Array || values instanceof Uint32Array) return values;
  if (values instanceof Float32Array || values instanceof Float64Array) return values;
  const list = Array.from(values);
  if (list.every((value) => typeof value === 'string')) return list as string[];
  if (list.every((value) => typeof value === 'number')) return Float64Array.from(list as number[]);
  if (list.every((value) => typeof value === 'bigint')) return Float64Array.from(list as bigint[], Number);
  if (list.every((value) => typeof value === 'boolean')) return Int32Array.from(list as boolean[], Number);
  if (list.every(isNumberList)) return listData(list as NumberList[]);
  if (list.some((value) => value === null || value === undefined)) throw new Error('missing values');
  throw new Error('values of a kind that is not supported');
}

type NumberList = ArrayLike<number | bigint>;

function isNumberList(value: unknown): value is NumberList {
  if (ArrayBuffer.isView(value)) return true;
  return Array.isArray(value) && value.every((item) => typeof item === 'number' || typeof item === 'bigint');
}

function listData(lists: NumberList[]): Data {
  const offsets = new Int32Array(lists.length + 1);
  lists.forEach((list, i) => {
    offsets[i + 1] = offsets[i] + list.length;
  });
  const values = new Float64Array(offsets[lists.length]);
  lists.forEach((list, i) => {
    for (let j = 0; j < list.length; j++) values[offsets[i] + j] = Number(list[j]);
  });
  return makeData({
    type: new List(new Field('item', new Float64(), false)),
    length: lists.length,
    valueOffsets: offsets,
    child: makeData({ type: new Float64(), data: values }),
  });
}
