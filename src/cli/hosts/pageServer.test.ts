// The server behind the headless page: bundle, shared files with ranges, posted bytes, and nothing else.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PageServer, servePage } from './pageServer';

const folder = mkdtempSync(join(tmpdir(), 'tessera-server-'));
const file = join(folder, 'data.bin');
let server: PageServer;
let shared: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'bundle', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'bundle', 'entry.mjs'), 'export {};');
  writeFileSync(join(folder, 'bundle', 'assets', 'worker.js'), '1;');
  writeFileSync(file, '0123456789');
  server = await servePage(join(folder, 'bundle'));
  shared = server.url + server.share(file);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the page is isolated and loads the bundle', async () => {
  const response = await fetch(server.url);
  expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  expect(await response.text()).toContain('src="entry.mjs"');
  for (const name of ['entry.mjs', 'assets/worker.js'])
    expect((await fetch(server.url + name)).headers.get('content-type')).toBe('text/javascript');
});

test('a shared file is served whole and in parts', async () => {
  expect(await (await fetch(shared)).text()).toBe('0123456789');
  const part = await fetch(shared, { headers: { Range: 'bytes=2-4' } });
  expect([part.status, await part.text()]).toEqual([206, '234']);
  expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
  expect(await (await fetch(shared, { headers: { Range: 'bytes=7-99' } })).text()).toBe('789');
  expect((await fetch(shared, { headers: { Range: 'bytes=10-' } })).status).toBe(416);
});

test('posted bytes can be taken once', async () => {
  await fetch(`${server.url}received/checkpoint`, { method: 'POST', body: new Uint8Array([5, 6]) });
  expect(server.take('checkpoint')).toEqual(new Uint8Array([5, 6]));
  expect(server.take('checkpoint')).toBeUndefined();
});

test('nothing is served without the secret, and nothing that was not shared', async () => {
  const origin = new URL(server.url).origin;
  for (const url of [`${origin}/`, `${origin}/entry.mjs`, `${server.url}files/1`, `${server.url}../data.bin`])
    expect((await fetch(url)).status).toBe(404);
});
