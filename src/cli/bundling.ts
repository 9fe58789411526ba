// Bundles for the command line, made by Vite: one for Node, one for the headless browser's page. Both are
// kept under node_modules/.cache until a source file changes, so that most commands start without Vite.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlineConfig } from 'vite';

/** What a bundle may be made of. */
const sources = ['src', 'shaders', 'e2e/bench', 'package.json', 'package-lock.json'];
const KEPT_MILLISECONDS = 24 * 3600 * 1000;

/** Bundles `entry` (a path from the root) for Node; returns the address to import. Packages stay outside it. */
export async function nodeBundle(entry: string, root: string): Promise<string> {
  const folder = await cached(root, `node ${entry}`, {
    build: { ssr: join(root, entry), target: 'node20', rolldownOptions: { output: nodeOutput } },
  });
  return pathToFileURL(join(folder, 'entry.mjs')).href;
}

/** Bundles `entry` with its workers for a page; returns the folder, whose main file is `entry.mjs`. */
export function pageBundle(entry: string, root: string): Promise<string> {
  return cached(root, `page ${entry}`, {
    base: './',
    worker: { format: 'es' },
    build: {
      target: 'es2023',
      minify: false,
      modulePreload: false,
      chunkSizeWarningLimit: 100_000,
      rolldownOptions: { input: join(root, entry), output: { entryFileNames: 'entry.mjs' } },
    },
  });
}

const nodeOutput = { entryFileNames: 'entry.mjs', codeSplitting: false };

/** The folder that holds the bundle `name` of the sources as they are now; builds it when it is not there. */
async function cached(root: string, name: string, config: InlineConfig): Promise<string> {
  const cache = join(root, 'node_modules', '.cache', 'tessera');
  const folder = join(cache, await fingerprint(root, name));
  if (existsSync(join(folder, 'entry.mjs'))) return folder;
  await mkdir(cache, { recursive: true });
  await forgetOld(cache);
  // Built aside and moved into place, so that a command started meanwhile never sees half a bundle.
  const unfinished = `${folder}-${randomUUID()}`;
  const { build } = await import('vite');
  await build({
    ...config,
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'error',
    build: { ...config.build, outDir: unfinished, emptyOutDir: false },
  });
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return folder;
}

async function fingerprint(root: string, name: string): Promise<string> {
  const hash = createHash('sha256').update(name);
  for (const source of sources) {
    const path = join(root, source);
    if (!existsSync(path)) continue;
    for (const file of await filesUnder(path)) {
      const { size, mtimeMs } = await stat(file);
      hash.update(`${file} ${size} ${mtimeMs}\n`);
    }
  }
  return hash.digest('hex').slice(0, 24);
}

/** All files of a folder in a fixed order, installed packages left out; a file is its own only one. */
async function filesUnder(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const files: string[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    if (entry.isDirectory()) files.push(...(await filesUnder(join(path, entry.name))));
    else files.push(join(path, entry.name));
  }
  return files.sort();
}

async function forgetOld(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const folder = join(cache, name);
    const { mtimeMs } = await stat(folder).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEPT_MILLISECONDS) await rm(folder, { recursive: true, force: true });
  }
}
