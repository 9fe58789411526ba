// The reader's file of embedding tables, for experiments that place tables.

import { DataError } from '../base/errors';
import type { DataInput } from '../data/input';
import { sourceOf } from '../data/inputSource';
import { firstBytes, inflated } from '../data/readers/source';
import type { EmbeddingTable } from '../sharding/problem';
import { readTables, type TableDefaults } from '../sharding/tables/readTables';

/** The largest published list of tables takes less than a megabyte. */
const LARGEST = 2 ** 26;

/** Undefined without a file. Throws `DataError` for more than one, and for one that holds no tables. */
export async function tablesOfInput(
  inputs: readonly DataInput[] | undefined,
  defaults: TableDefaults,
): Promise<{ file: string; tables: EmbeddingTable[] } | undefined> {
  const given = await textOfOnlyInput(inputs, 'tables');
  return given && { file: given.file, tables: readTables(given.file, given.text, defaults) };
}

/** The text of the one file that was given; undefined without. `of` says in errors what it should hold. */
async function textOfOnlyInput(
  inputs: readonly DataInput[] | undefined,
  of: string,
): Promise<{ file: string; text: string } | undefined> {
  if (!inputs?.length) return undefined;
  if (inputs.length > 1)
    throw new DataError(
      inputs.map((input) => input.name).join(' + '),
      'files',
      `are several; give one file of ${of}`,
    );
  return { file: inputs[0].name, text: await textOfInput(inputs[0], of) };
}

/** Throws `DataError` for a folder of images and for a file that is too large. */
export async function textOfInput(input: DataInput, of: string): Promise<string> {
  const { name, images } = input;
  if (images) throw new DataError(name, 'folder', `holds images; give a file of ${of}`);
  const source = await sourceOf(input);
  if ((source.size ?? 0) > LARGEST)
    throw new DataError(name, 'file', `is larger than 64 MiB: it is no list of ${of}`);
  return new Response((await inflated(source)).stream()).text();
}

/** Enough for what stands before a first brace. */
const PEEK = 64;

/** Whether it starts as JSON does, which no click log does; reads no more than its start. */
export async function startsAsJson(input: DataInput): Promise<boolean> {
  if (input.images) return false;
  const start = await firstBytes(await inflated(await sourceOf(input)), PEEK);
  return /^\uFEFF?\s*[[{]/.test(new TextDecoder('utf-8', { ignoreBOM: true }).decode(start));
}
