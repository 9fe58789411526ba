// Which format a file is in: what the reader says, else from its content first and its name second.

import { DataError } from '../base/errors';
import { cifarRecordBytes } from './readers/cifar';
import { pixelSchema, tableSchema } from './readers/guessSchema';
import {
  avazuSchema,
  criteoSchema,
  type DelimitedSchema,
  knownSchemas,
  movieLens1mSchema,
  movieLens20mSchema,
  movieLens100kSchema,
  optdigitsSchema,
} from './readers/schemas';
import { type ByteSource, firstBytes, inflated } from './readers/source';

export type Format =
  | { kind: 'delimited'; schema: DelimitedSchema }
  | { kind: 'idxImages' }
  | { kind: 'idxLabels' }
  | { kind: 'cifar'; classes: 10 | 100 }
  | { kind: 'parquet' }
  | { kind: 'arrow' };

const PEEK = 1 << 16;

/** A short name of a format, such as `criteo` or `cifar-10`. */
export function formatName(format: Format): string {
  if (format.kind === 'delimited') return format.schema.id;
  return format.kind === 'cifar' ? `cifar-${format.classes}` : format.kind;
}

/** Formats that a text file, or a file of fixed records, can be told to be in, by the name of the guess. */
export const otherFormats = (name: string): string[] => {
  const fixed = ['cifar-10', 'cifar-100'];
  if (['idxImages', 'idxLabels', 'parquet', 'arrow'].includes(name)) return [name];
  return fixed.includes(name) ? fixed : ['table', 'pixels', ...knownSchemas.map(({ id }) => id)];
};

/**
 * `wanted` is the name of a format that the reader chose. Throws `DataError` with what the file looks like when
 * no reader takes it.
 */
export async function guessFormat(source: ByteSource, wanted?: string): Promise<Format> {
  const plain = await inflated(source);
  const start = await firstBytes(plain, PEEK).catch((cause: unknown) => {
    throw new DataError(
      source.name,
      'start',
      `cannot be read (${cause instanceof Error ? cause.message : cause})`,
    );
  });
  if (start.length === 0) throw new DataError(source.name, 'file', 'is empty');
  const format =
    binaryFormat(start) ?? chosenFormat(start, wanted) ?? cifarFormat(source, start) ?? textFormat(start);
  if (format) return format;
  const other = notData(start);
  if (other) throw new DataError(source.name, 'start', other);
  const bytes = Array.from(start.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  throw new DataError(
    source.name,
    'start',
    `is in no known format (it starts with bytes ${bytes}). Known are: optdigits CSV, IDX, CIFAR binary, Criteo TSV, ` +
      'MovieLens and Avazu ratings and clicks, text with a header of column names, Parquet, Arrow.',
  );
}

function binaryFormat(start: Uint8Array): Format | undefined {
  const text = String.fromCharCode(...start.subarray(0, 6));
  if (text.startsWith('PAR1')) return { kind: 'parquet' };
  if (text === 'ARROW1' || start.subarray(0, 4).every((byte) => byte === 0xff)) return { kind: 'arrow' };
  if (start.length >= 4 && start[0] === 0 && start[1] === 0 && start[2] >= 8 && start[2] <= 0x0e) {
    return { kind: start[3] === 1 ? 'idxLabels' : 'idxImages' };
  }
  return undefined;
}

function chosenFormat(start: Uint8Array, wanted: string | undefined): Format | undefined {
  if (wanted === 'cifar-10') return { kind: 'cifar', classes: 10 };
  if (wanted === 'cifar-100') return { kind: 'cifar', classes: 100 };
  const own = { table: tableSchema, pixels: pixelSchema };
  const schema =
    wanted === 'table' || wanted === 'pixels'
      ? own[wanted](linesOf(start))
      : knownSchemas.find(({ id }) => id === wanted);
  return schema && { kind: 'delimited', schema };
}

/** What often comes in place of data. */
function notData(start: Uint8Array): string | undefined {
  const text = new TextDecoder('latin1').decode(start.subarray(0, 512)).trimStart().toLowerCase();
  if (text.startsWith('<!doctype html') || text.startsWith('<html'))
    return 'is a web page, not data; give the address of the file itself';
  if (start[0] === 0x89 && text.includes('png')) return imageAlone;
  if (start[0] === 0xff && start[1] === 0xd8) return imageAlone;
  if (text.startsWith('pk')) return 'is a ZIP archive; unpack it and drop the files in it';
  return undefined;
}

const imageAlone = 'is a single image; drop the folder that holds a folder of images for each class';

/** CIFAR files have no header: their names and lengths tell. */
function cifarFormat({ name, size }: ByteSource, start: Uint8Array): Format | undefined {
  const base = name.split('/').pop() ?? name;
  const ten = /^(data_batch_\d|test_batch)|cifar-?10(?!0)/i.test(base);
  const hundred = /^(train|test)\.bin$|cifar-?100/i.test(base);
  if (ten) return { kind: 'cifar', classes: 10 };
  if (hundred) return { kind: 'cifar', classes: 100 };
  if (size === undefined || !base.endsWith('.bin')) return undefined;
  if (size % cifarRecordBytes(10) === 0 && start[0] < 10) return { kind: 'cifar', classes: 10 };
  if (size % cifarRecordBytes(100) === 0 && start[0] < 20) return { kind: 'cifar', classes: 100 };
  return undefined;
}

function linesOf(start: Uint8Array): string[] {
  const text = new TextDecoder('latin1').decode(start);
  const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split(/\r?\n/);
  // What was read may end within a line.
  return lines.length > 1 ? lines.slice(0, -1) : lines;
}

function textFormat(start: Uint8Array): Format | undefined {
  const lines = linesOf(start);
  const schema = schemaOfLine(lines[0]) ?? pixelSchema(lines) ?? tableSchema(lines);
  return schema && { kind: 'delimited', schema };
}

function schemaOfLine(line: string): DelimitedSchema | undefined {
  const commas = line.split(',').map((name) => name.trim().replaceAll('"', ''));
  const has = (...names: string[]) => names.every((name) => commas.includes(name));
  if (has('userId', 'movieId', 'rating')) return movieLens20mSchema;
  if (has('click', 'hour', 'site_id')) return avazuSchema;
  if (line.split('::').length === 4) return movieLens1mSchema;
  const tabs = /^"?[a-z_]/i.test(line) ? 0 : line.split('\t').length;
  if (tabs >= 39 && tabs <= 41) return criteoSchema;
  if (tabs === 4) return movieLens100kSchema;
  const numeric = /^[\d\s.,-]+$/.test(line);
  return numeric && Math.abs(commas.length - 65) <= 1 ? optdigitsSchema : undefined;
}
