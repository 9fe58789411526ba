// Files named on the command line, checked before anything long starts.
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TesseraError } from '../base/errors';

/** Throws unless `path` is a file that can be read. */
export async function requireFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (!found) throw new TesseraError(`There is no file ${path}.`);
  if (!found.isFile()) throw new TesseraError(`${path} is not a file.`);
  await access(path, constants.R_OK).catch(() => {
    throw new TesseraError(`${path} cannot be read. Check its permissions.`);
  });
}

/** Throws unless a file can be written at `path`. */
export async function requirePlace(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) throw new TesseraError(`${path} is not a file.`);
  await access(found ? path : dirname(path), constants.W_OK).catch(() => {
    throw new TesseraError(`${path} cannot be written. Check that its folder exists and its permissions.`);
  });
}
