// Saved runs of many steps, as a reader may open them beside one that is training.

import type { Page } from 'playwright';
import { decodeBundle, encodeBundle, type RunBundle } from '../../src/lab/bundle';

/** Bundles like `example` but for their rows: losses that fall at rates of their own, with noise. */
export function* longRuns(example: Uint8Array, count: number, rows: number): Generator<File> {
  const base = decodeBundle(example);
  for (let index = 0; index < count; index++) {
    const bundle: RunBundle = {
      ...base,
      result: { ...base.result, seed: index },
      tables: { training: trainingRows(rows, index), evaluation: base.tables.evaluation },
    };
    yield new File([encodeBundle(bundle)], `long-${index}.arrow`);
  }
}

function trainingRows(rows: number, index: number) {
  // Knuth's multiplicative hash: noise that is the same every time.
  const noise = (row: number) => (Math.imul(row + 7919 * index, 2654435761) >>> 0) / 2 ** 32 - 0.5;
  return Array.from({ length: rows }, (_, row) => ({
    step: row + 1,
    epoch: (row + 1) / 1000,
    learningRate: 0.1 / Math.sqrt(1 + row / 1000),
    trainLoss: 0.4 + 0.03 * index + 0.3 * Math.exp((-row / rows) * (index + 1)) + 0.05 * noise(row),
    stepMs: 8 + noise(row + 1),
    samplesPerSecond: 8000 + 100 * index + 500 * noise(row + 2),
  }));
}

/** Opens files in the page, one after another. */
export async function openAll(page: Page, files: Iterable<File>): Promise<void> {
  for (const file of files) {
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Open data, a saved run or a checkpoint' }).click(),
    ]);
    await chooser.setFiles({ name: file.name, mimeType: '', buffer: Buffer.from(await file.arrayBuffer()) });
    await page.getByText(file.name).first().waitFor({ state: 'attached', timeout: 60_000 });
  }
}
