// The worker that keeps runs in the browser's storage: encoding, decoding and writing happen here, so that
// neither the page nor training waits.

import { DataError } from '../base/errors';
import { Archive, type Exclusively } from './archive';
import {
  ARCHIVE_LOCK,
  type ArchiveCall,
  type ArchiveMethod,
  type ArchiveReply,
  RUNS_FOLDER,
} from './archiveProtocol';
import { type ColumnBundle, encodeColumns } from './bundle';
import { openFolder } from './opfs';

const exclusively: Exclusively = async (body) => await navigator.locks.request(ARCHIVE_LOCK, body);

let archive: Promise<Archive> | undefined;

addEventListener('message', async ({ data: { id, method, args } }: MessageEvent<ArchiveCall>) => {
  try {
    postMessage({ id, ok: true, value: await answer(method, args) } satisfies ArchiveReply);
  } catch (error) {
    const message = String((error as Error)?.message ?? error);
    postMessage({ id, ok: false, reason: reasonOf(error), message } satisfies ArchiveReply);
  }
});

async function answer(method: ArchiveMethod, args: readonly unknown[]): Promise<unknown> {
  if (method === 'encode') return encodeColumns(args[0] as ColumnBundle);
  archive ??= openFolder(RUNS_FOLDER).then((folder) => new Archive(folder, exclusively));
  const called = (await archive)[method] as (...args: readonly unknown[]) => Promise<unknown>;
  return called.apply(await archive, [...args]);
}

function reasonOf(error: unknown): 'full' | 'data' | 'unavailable' {
  if (error instanceof DataError) return 'data';
  return (error as Error)?.name === 'QuotaExceededError' ? 'full' : 'unavailable';
}
