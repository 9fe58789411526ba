// The headless page: the same worker as the page readers see, its messages relayed to the command line.

import type { Command, RunFile, RunUpdate } from '../../lab/protocol';
import type { PageCommand, PageUpdate } from '../hosts/pageProtocol';

declare global {
  interface Window {
    /** Put here by the command line. */
    tesseraUpdate(update: PageUpdate): Promise<void>;
    tesseraCommand(command: PageCommand): Promise<void>;
  }
}

const worker = new Worker(new URL('../../lab/worker.ts', import.meta.url), { type: 'module' });

/** Updates leave in order, each after the one before it has arrived. */
let sent: Promise<void> = Promise.resolve();
const relay = (update: RunUpdate): void => {
  sent = sent.then(() => deliver(update));
};

worker.onmessage = ({ data }: MessageEvent<RunUpdate>) => relay(data);
worker.onerror = ({ message }) => {
  relay({
    kind: 'failure',
    failure: 'internal',
    message: `The worker failed: ${message || 'it did not load'}`,
  });
  relay({ kind: 'state', state: 'failed' });
};

async function deliver(update: RunUpdate): Promise<void> {
  if (update.kind === 'checkpoint') {
    const { bytes, ...rest } = update;
    return window.tesseraUpdate({ ...rest, received: await left(bytes) });
  }
  if (update.kind === 'file') {
    const { bytes, ...rest } = update.file;
    return window.tesseraUpdate({ kind: 'file', file: { ...rest, received: await left(bytes) } });
  }
  return window.tesseraUpdate(update);
}

/** Leaves bytes at the server and says under which name: as text messages they would grow fourfold. */
async function left(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  await fetch('received/bytes', { method: 'POST', body: bytes });
  return 'bytes';
}

window.tesseraCommand = async (command) => {
  const withRun = command.kind === 'start' || command.kind === 'tune';
  worker.postMessage(withRun ? await withContents(command) : command);
};

type RunCommand = Extract<PageCommand, { kind: 'start' | 'tune' }>;

async function withContents({ kind, run }: RunCommand): Promise<Command> {
  const { files, checkpoint, ...rest } = run;
  const [train, test] = await Promise.all(
    [files.train, files.test].map((list) => Promise.all(list.map(open))),
  );
  return {
    kind,
    run: {
      ...rest,
      files: { train, test },
      ...(checkpoint && { checkpoint: new Uint8Array(await (await open(checkpoint)).blob.arrayBuffer()) }),
    },
  };
}

/** Chunks of a file: each becomes a blob of its own, which the browser may keep on disk. */
const CHUNK_BYTES = 64 * 1024 * 1024;

async function open({ name, url, bytes }: { name: string; url: string; bytes: number }): Promise<RunFile> {
  const parts: Blob[] = [];
  for (let start = 0; start < bytes; start += CHUNK_BYTES) {
    const range = `bytes=${start}-${Math.min(start + CHUNK_BYTES, bytes) - 1}`;
    parts.push(await (await fetch(url, { headers: { Range: range } })).blob());
    if (bytes > CHUNK_BYTES) relay({ kind: 'status', text: `Loading ${name}`, done: start, total: bytes });
  }
  return { name, blob: new Blob(parts) };
}
