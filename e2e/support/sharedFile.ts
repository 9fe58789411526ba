// Where the optional folder of real data lies, and how Node reads one file of it. Node only; tests call
// sharedData.ts, which works in the browser too.
import { readFile } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** TESSERA_DATA, or the folder `shared/data` beside the repository. */
export const sharedDataFolder =
  process.env.TESSERA_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/** Bytes of `relativePath` under the folder, or null when there is no such file. */
export async function readFromSharedFolder(relativePath: string): Promise<Buffer | null> {
  const path = resolve(sharedDataFolder, relativePath);
  const inside = relative(sharedDataFolder, path);
  if (inside.startsWith('..') || isAbsolute(inside))
    throw new Error(`${relativePath} leaves the data folder`);
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
