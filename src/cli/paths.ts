// Paths on the command line.
import { resolve } from 'node:path';

/** npm runs scripts in the project's folder; paths are meant from where the reader stood. */
export function pathOf(path: string): string {
  const started = /^(lab|bench)$/.test(process.env.npm_lifecycle_event ?? '') && process.env.INIT_CWD;
  return resolve(started || process.cwd(), path);
}
