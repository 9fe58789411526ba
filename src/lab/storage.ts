// The last checkpoint of each run that did not end, in the origin private file system: what a reload finds.
// Every function resolves quietly where the browser has no such storage (private windows, old browsers).

import { type Folder, openFolder } from './opfs';

export interface SavedCheckpoint {
  experiment: string;
  /** Id of the run it was taken of. */
  run: string;
  step: number;
  totalSteps: number;
  /** Names of the reader's files it was trained on; they have to be chosen again. */
  files: string[];
  /** Milliseconds since 1970. */
  savedAt: number;
  /** Length of the checkpoint: a file of another length is not the one described. */
  byteLength: number;
}

const FOLDER = 'checkpoints';
const ABOUT_ENDING = '.json';
const aboutName = (run: string): string => `${run}${ABOUT_ENDING}`;
const bytesName = (run: string): string => `${run}.safetensors`;

/** Replaces what was saved of the run; resolves to whether it could be written. */
export async function saveCheckpoint(
  about: Omit<SavedCheckpoint, 'savedAt' | 'byteLength'>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const written = await attempt(async (folder) => {
    const whole: SavedCheckpoint = { ...about, savedAt: Date.now(), byteLength: bytes.length };
    await folder.write(bytesName(about.run), bytes);
    await folder.write(aboutName(about.run), JSON.stringify(whole));
    return true;
  });
  return written ?? false;
}

/** What is saved, newest first. */
export async function savedCheckpoints(): Promise<SavedCheckpoint[]> {
  const saved = await attempt(async (folder) => {
    const runs = (await folder.names())
      .filter((name) => name.endsWith(ABOUT_ENDING))
      .map((name) => name.slice(0, -ABOUT_ENDING.length));
    return Promise.all(runs.map((run) => attempt(() => aboutOf(folder, run))));
  });
  return (saved ?? []).filter((about) => about != null).sort((a, b) => b.savedAt - a.savedAt);
}

export async function readSavedCheckpoint(run: string): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await attempt(async (folder) => {
    const about = await aboutOf(folder, run);
    const content = await folder.read(bytesName(run));
    return content?.length === about?.byteLength ? content : null;
  });
  return bytes ?? null;
}

export async function forgetCheckpoint(run: string): Promise<void> {
  await attempt(async (folder) => {
    await folder.remove(aboutName(run));
    await folder.remove(bytesName(run));
  });
}

async function aboutOf(folder: Folder, run: string): Promise<SavedCheckpoint | null> {
  const text = await folder.read(aboutName(run));
  return text && (JSON.parse(new TextDecoder().decode(text)) as SavedCheckpoint);
}

/** Storage is a convenience: without it the page works as before. */
async function attempt<T>(body: (folder: Folder) => Promise<T>): Promise<T | undefined> {
  try {
    return await body(await openFolder(FOLDER));
  } catch {
    return undefined;
  }
}
