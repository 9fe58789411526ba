// A plain static host for journeys: what any such host does, and nothing more.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** The build that the journeys look at. */
export const builtFolder = (): string =>
  process.env.TESSERA_DIST ?? fileURLToPath(new URL('../../dist/', import.meta.url));

export interface StaticHost {
  /** Of the page, by its origin and a path such as `/some/where/`. */
  address(prefix: string): string;
  close(): void;
}

/** Serves folders under paths; a folder may be exchanged while the host runs. */
export async function staticHost(
  folders: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<StaticHost> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    const prefix = Object.keys(folders).find((start) => path.startsWith(start));
    const inside = prefix ? normalize(path.slice(prefix.length)) : '..';
    try {
      if (!prefix || inside.startsWith('..')) throw new Error('outside');
      const file = inside === '.' || inside === '' ? 'index.html' : inside;
      const bytes = await readFile(join(folders[prefix], file));
      response
        .writeHead(200, { ...headers, 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
        .end(bytes);
    } catch {
      response.writeHead(404).end('Not found');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (prefix) => `http://127.0.0.1:${port}${prefix}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
