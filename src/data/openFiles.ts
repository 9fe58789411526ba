// Opens whatever a reader drops on the page or names on the command line, as a dataset.

import { type RecordBatch, Table } from 'apache-arrow';
import { DataError } from '../base/errors';
import { avazuDataset } from './convert/avazu';
import { clickDatasetFromTable } from './convert/clickTable';
import { columnReadings } from './convert/columnRoles';
import { criteoDataset } from './convert/criteo';
import type { Numbering } from './convert/dictionary';
import { digitsDataset } from './convert/digits';
import { imageDataset } from './convert/images';
import { ratingsDataset } from './convert/ratings';
import type { Dataset } from './dataset';
import { type Format, formatName, guessFormat } from './guessFormat';
import { readArrow } from './readers/arrowIpc';
import { cifar10Names, readCifar } from './readers/cifar';
import { type DelimitedOptions, readDelimited } from './readers/delimited';
import { guarded } from './readers/guard';
import { labelOfPixels } from './readers/guessSchema';
import { readIdx } from './readers/idx';
import { readParquet } from './readers/parquet';
import { optdigitsSchema } from './readers/schemas';
import { type ByteSource, blobSource, inflated } from './readers/source';
import type { Reading, ReadingObserver } from './reading';

export interface OpenOptions {
  /** Read at most this many rows. */
  limit?: number;
  /** Criteo categories are taken modulo this; 0 keeps all. */
  modulus?: number;
  /** Given to the training and the test files alike, so that an id means the same in both. */
  numbering?: Numbering;
  /** Where the reader knows better than the guess. */
  reading?: Reading;
  observer?: ReadingObserver;
}

/** Wide rows come in smaller batches, so that their columns fit in memory. */
const BATCH_VALUES = 2 ** 22;

/** One file, or several that belong together (images and labels; the batches of CIFAR; parts of one log). */
export async function openFiles(sources: ByteSource[], options: OpenOptions = {}): Promise<Dataset> {
  if (sources.length === 0) throw new DataError('nothing', 'files', 'no file was given');
  const { reading, observer } = options;
  const formats = await Promise.all(sources.map((source) => guessFormat(source, reading?.format)));
  const name = sources.map((source) => source.name).join(' + ');
  observer?.format?.(formatName(formats[0]));
  const kinds = new Set(formats.map(({ kind }) => kind));
  if (kinds.has('idxImages') || kinds.has('idxLabels')) return openIdx(sources, formats, name, options);
  const names = new Set(formats.map(formatName));
  if (names.size > 1)
    throw new DataError(name, 'files', `are of different formats: ${[...names].join(', ')}`);
  return open(sources, formats[0], name, options);
}

/** One dropped file. */
export function openFile(name: string, blob: Blob, options: OpenOptions = {}): Promise<Dataset> {
  return openFiles([blobSource(name, blob)], options);
}

function openIdx(
  sources: ByteSource[],
  formats: Format[],
  name: string,
  { limit }: OpenOptions,
): Promise<Dataset> {
  const images = sources.filter((_, i) => formats[i].kind === 'idxImages');
  const labels = sources.filter((_, i) => formats[i].kind === 'idxLabels');
  if (images.length !== 1 || labels.length !== 1 || sources.length !== 2) {
    throw new DataError(name, 'files', 'IDX data is a pair: one file of images and one file of labels');
  }
  return imageDataset(head(readIdx(images[0], labels[0]), limit), images[0].name);
}

async function open(
  sources: ByteSource[],
  format: Format,
  name: string,
  options: OpenOptions,
): Promise<Dataset> {
  const batches = (read: (source: ByteSource) => AsyncIterable<RecordBatch>) =>
    head(chain(sources, read), options.limit);
  const ignored = Object.entries(options.reading?.columns ?? {})
    .filter(([, role]) => role === 'ignored')
    .map(([column]) => column);
  switch (format.kind) {
    case 'cifar':
      return imageDataset(
        batches((source) => readCifar(source, format.classes)),
        name,
        format.classes === 10 ? { classNames: cifar10Names } : { classNames: numbered(100) },
      );
    case 'parquet':
      return recognised(
        batches((source) => readParquet(source, undefined, ignored)),
        name,
        options,
      );
    case 'arrow':
      return recognised(batches(readArrow), name, options);
    case 'delimited': {
      const { schema } = format;
      const limits: DelimitedOptions = {
        batchRows: Math.min(65_536, Math.ceil(BATCH_VALUES / schema.columns.length)),
        ...(options.limit !== undefined && { limit: options.limit }),
      };
      const rows = batches((source) => inflatedRows(source, format, limits));
      if (schema.id === 'optdigits') return digitsDataset(rows, name, optdigitsSchema, 'label', 10);
      if (schema.id === 'pixels') return digitsDataset(rows, name, schema, labelOfPixels(schema));
      if (schema.id === 'table') return recognised(rows, name, options);
      if (schema.id === 'criteo') return criteoDataset(rows, name, options);
      if (schema.id === 'avazu') return avazuDataset(rows, name, options.numbering);
      return ratingsDataset(rows, name, options.numbering);
    }
    default:
      throw new DataError(name, 'file', `${format.kind} cannot be opened alone`);
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, k) => `${k}`);

async function* chain(
  sources: ByteSource[],
  read: (source: ByteSource) => AsyncIterable<RecordBatch>,
): AsyncGenerator<RecordBatch> {
  for (const source of sources) yield* read(source);
}

/** The first `limit` rows. */
async function* head(
  batches: AsyncIterable<RecordBatch>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<RecordBatch> {
  let left = limit;
  for await (const batch of batches) {
    yield batch.numRows > left ? batch.slice(0, left) : batch;
    left -= batch.numRows;
    if (left <= 0) return;
  }
}

async function* inflatedRows(
  source: ByteSource,
  format: Extract<Format, { kind: 'delimited' }>,
  options: DelimitedOptions,
): AsyncGenerator<RecordBatch> {
  yield* readDelimited(await inflated(source), format.schema, options);
}

/** Columns by name: images when there is an `image` column, else clicks or ratings. */
async function recognised(
  batches: AsyncIterable<RecordBatch>,
  name: string,
  { numbering, reading, observer }: OpenOptions,
): Promise<Dataset> {
  const all: RecordBatch[] = [];
  for await (const batch of batches) all.push(batch);
  if (all.length === 0) throw new DataError(name, 'file', 'holds no records');
  const columns = all[0].schema.fields.map((field) => field.name);
  for (const batch of all) {
    const incomplete = batch.data.children.findIndex(
      (column, index) => column.nullCount > 0 && reading?.columns?.[columns[index]] !== 'ignored',
    );
    if (incomplete >= 0) throw new DataError(name, `column ${columns[incomplete]}`, 'has missing values');
  }
  return guarded<Dataset>(name, 'columns', () => {
    if (columns.includes('image')) return imageDataset(stream(all), name);
    const rated = ['userId', 'movieId', 'rating', 'timestamp'].every((column) => columns.includes(column));
    if (rated && !reading?.columns) return ratingsDataset(stream(all), name, numbering);
    const table = new Table(all);
    const readings = columnReadings(table, reading?.columns);
    observer?.columns?.(readings);
    if (readings.some(({ role }) => role === 'label'))
      return clickDatasetFromTable(table, name, numbering, readings);
    const found = columns.slice(0, 8).join(', ');
    throw new DataError(name, 'schema', `needs image and label, or label and features; it has ${found}`);
  });
}

async function* stream(batches: RecordBatch[]): AsyncGenerator<RecordBatch> {
  yield* batches;
}
