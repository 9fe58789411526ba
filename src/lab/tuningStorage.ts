// The tuning of this browser's adapter, in the origin private file system; one file, replaced as a whole. Where the
// browser has no such storage, tuning lasts as long as the page.

import { openFolder } from './opfs';
import { parseTuning, type TuningTable, tuningText } from './tuning';

const FOLDER = 'tuning';
const FILE = 'tuning.json';

/** Null where none is kept, or what is kept is of another format. */
export async function keptTuning(): Promise<TuningTable | null> {
  try {
    const bytes = await (await openFolder(FOLDER)).read(FILE);
    return bytes && parseTuning(new TextDecoder().decode(bytes), FILE);
  } catch {
    return null;
  }
}

/** Resolves to whether it could be written. */
export async function keepTuning(table: TuningTable): Promise<boolean> {
  try {
    await (await openFolder(FOLDER)).write(FILE, tuningText(table));
    return true;
  } catch {
    return false;
  }
}

export async function forgetTuning(): Promise<void> {
  try {
    await (await openFolder(FOLDER)).remove(FILE);
  } catch {
    // There was no storage to keep it.
  }
}
