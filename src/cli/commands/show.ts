// `show`: a run bundle in plain text or JSON.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { decodeBundle } from '../../lab/bundle';
import { requireFile } from '../files';
import type { Terminal } from '../terminal';
import { summaryOf } from '../text/summary';

export async function show(path: string, { json }: { json: boolean }, terminal: Terminal): Promise<void> {
  await requireFile(path);
  const bundle = decodeBundle(await readFile(path), basename(path));
  if (json) terminal.print(JSON.stringify(bundle, null, 2));
  else for (const line of summaryOf(bundle)) terminal.print(line);
}
