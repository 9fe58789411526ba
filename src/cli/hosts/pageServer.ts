// The loopback server behind the headless browser: the page and its bundle, the reader's files, and a place
// where the page leaves bytes. Every address starts with a secret, so that no other page can guess it.
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Cross-origin isolation gives the page its fine clock; see vite.config.ts. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cache-Control': 'no-store',
};

const html =
  '<!doctype html><meta charset="utf-8"><title>Tessera</title><link rel="icon" href="data:,"><script type="module" src="entry.mjs"></script>';

export interface PageServer {
  /** Address of the page. */
  url: string;
  /** Makes a file of this machine readable under the address it returns, relative to the page. */
  share(path: string): string;
  /** The bytes the page posted to `received/<name>`, once. */
  take(name: string): Uint8Array<ArrayBuffer> | undefined;
  close(): Promise<void>;
}

/** Serves the bundle in `folder`. */
export async function servePage(folder: string): Promise<PageServer> {
  const secret = randomUUID();
  const bundle = await readBundle(folder);
  const shared: string[] = [];
  const received = new Map<string, Uint8Array<ArrayBuffer>>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const name = path.startsWith(`/${secret}/`) ? path.slice(secret.length + 2) : undefined;
    if (name === undefined) return end(response, 404);
    if (request.method === 'POST' && name.startsWith('received/')) {
      received.set(name.slice('received/'.length), await bodyOf(request));
      return end(response, 204);
    }
    if (name === '') return end(response, 200, html, 'text/html');
    const file = /^files\/(\d+)$/.exec(name);
    const sharedPath = file && shared[Number(file[1])];
    if (sharedPath) return stream(sharedPath, request, response);
    const code = bundle.get(name);
    return code ? end(response, 200, code, typeOf(name)) : end(response, 404);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) end(response, 500, String(error), 'text/plain');
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${secret}/`,
    share: (path) => `files/${shared.push(path) - 1}`,
    take(name) {
      const bytes = received.get(name);
      received.delete(name);
      return bytes;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBundle(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const contents = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(path)] as const;
  });
  return new Map(await Promise.all(contents));
}

const typeOf = (name: string): string =>
  name.endsWith('.wasm')
    ? 'application/wasm'
    : name.endsWith('.css')
      ? 'text/css'
      : name.endsWith('.html')
        ? 'text/html'
        : 'text/javascript';

function end(response: ServerResponse, status: number, body?: string | Buffer, type?: string): void {
  response.writeHead(status, { ...headers, ...(type && { 'Content-Type': type }) }).end(body);
}

/** A whole file, or the part that a `Range: bytes=a-b` header asks for. */
async function stream(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { size } = await stat(path);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const start = range ? Number(range[1]) : 0;
  const last = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  if (range && start > last) return end(response, 416);
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'Content-Type': 'application/octet-stream',
    'Content-Length': last + 1 - start,
    'Accept-Ranges': 'bytes',
    ...(range && { 'Content-Range': `bytes ${start}-${last}/${size}` }),
  });
  if (size === 0) response.end();
  else
    createReadStream(path, { start, end: last })
      .on('error', () => response.destroy())
      .pipe(response);
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Uint8Array.from(Buffer.concat(chunks));
}
