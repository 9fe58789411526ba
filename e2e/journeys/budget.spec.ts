// The page is ready before much has been fetched: what its entry needs of JavaScript stays within a budget.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const BUDGET_KIB = 250;

const built = process.env.TESSERA_DIST ?? fileURLToPath(new URL('../../dist/', import.meta.url));

interface Chunk {
  file: string;
  /** Keys of what it imports statically. */
  imports?: string[];
}

const manifest = JSON.parse(readFileSync(join(built, '.vite/manifest.json'), 'utf8')) as Record<
  string,
  Chunk
>;

/** The files of a chunk and of all that it needs before it runs. */
function needed(key: string, seen = new Set<string>()): Set<string> {
  const { file, imports = [] } = manifest[key];
  if (!seen.has(file)) {
    seen.add(file);
    for (const other of imports) needed(other, seen);
  }
  return seen;
}

const kibibytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(built, file))).length, 0) / 1024;

test('JavaScript before the first interaction stays within its budget', () => {
  const files = needed('index.html');
  // Read on opening, for the recorded run.
  needed('src/lab/bundle.ts', files);
  const scripts = [...files].filter((file) => file.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(1);
  const size = kibibytes(scripts);
  test.info().annotations.push({ type: 'size', description: `${size.toFixed(1)} KiB gzip` });
  console.log(
    `JavaScript before the first interaction: ${size.toFixed(1)} KiB gzip in ${scripts.length} files`,
  );
  expect(size).toBeLessThanOrEqual(BUDGET_KIB);
});
