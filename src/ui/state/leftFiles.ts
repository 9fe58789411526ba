// Files that runs have left, as what the placement panel can open.

import { COUNTED_TABLES } from '../../experiments/placement/countedTablesName';
import type { FileContents } from '../../sharding/editing/fileSources';
import { openInPlacement } from './placementLink';
import { isActive, type LeftFile, type Run } from './run';

/** A file that a run has left and the panel can read. */
export interface OpenableFile {
  run: Run;
  file: LeftFile;
  contents: FileContents;
}

/** Larger ones, and those with other endings, are not looked into. */
const MOST_BYTES = 64 * 2 ** 20;
const ENDING = /\.(json|csv|txt)$/;

const known = new WeakMap<Blob, Promise<FileContents | null>>();

/** Null for what the panel cannot read. */
function contentsOfLeft({ name, content }: LeftFile): Promise<FileContents | null> {
  if (!ENDING.test(name) || content.size > MOST_BYTES) return Promise.resolve(null);
  const contents = known.get(content) ?? readContents(name, content);
  known.set(content, contents);
  return contents;
}

async function readContents(file: string, content: Blob): Promise<FileContents | null> {
  try {
    const [{ contentsOf }, text] = await Promise.all([
      import('../../sharding/editing/fileSources'),
      content.text(),
    ]);
    return contentsOf({ file, text });
  } catch {
    return null;
  }
}

/** Newest run first, and of each in the order in which it left them. */
export async function openableFiles(runs: readonly Run[]): Promise<OpenableFile[]> {
  const left = runs.toReversed().flatMap((run) => run.files.map((file) => ({ run, file })));
  const read = await Promise.all(
    left.map(async (one) => ({ ...one, contents: await contentsOfLeft(one.file) })),
  );
  return read.flatMap(({ contents, ...one }) => (contents ? [{ ...one, contents }] : []));
}

/** Opens a file in the panel, with what it needs beside it where the run has left that too. */
export async function openLeft({ run, file, contents }: OpenableFile): Promise<void> {
  const { needs } = await import('../../sharding/editing/fileSources');
  const need = needs[contents.kind];
  const others = need ? (await openableFiles([run])).filter((other) => other.contents.kind === need) : [];
  // A model says for how many ranks its plan is.
  const beside = others.find((other) => 'ranks' in other.contents) ?? others[0];
  const given = [file, ...(beside ? [beside.file] : [])];
  openInPlacement(
    given.map(({ name, content }) => ({ name: `${run.name}: ${name}`, blob: content })),
    need && !beside ? `The run left no file of its tables: open them first, then ${file.name}.` : '',
  );
}

const countedBy = (run: Run): LeftFile | undefined => run.files.find(({ name }) => name === COUNTED_TABLES);

/** Opens the tables of the DLRM in training, or of the one that was trained last; false where there is none. */
export async function openTrained(runs: readonly Run[]): Promise<boolean> {
  const newest = runs.toReversed();
  const run = newest.find((one) => isActive(one) && countedBy(one)) ?? newest.find(countedBy);
  const file = run && countedBy(run);
  const contents = file && (await contentsOfLeft(file));
  if (!contents) return false;
  await openLeft({ run, file, contents });
  return true;
}
