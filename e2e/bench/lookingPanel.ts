// What the weights panel costs a run of the built page: it is open and closed in turn while the run goes on.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { launchBrowser } from '../../src/cli/browser/launch';

interface Stretches {
  pairs: number;
  milliseconds: number;
}

/** By how much a step with the panel is slower than one without, pair by pair. */
export async function inPanel(
  root: string,
  settings: Record<string, string | number>,
  { pairs, milliseconds }: Stretches,
): Promise<number[]> {
  const outDir = mkdtempSync(join(tmpdir(), 'tessera-looking-'));
  await build({ root, logLevel: 'error', build: { outDir } });
  const server = await preview({
    root,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0 },
  });
  const { browser } = await launchBrowser({ log: console.log });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const query = new URLSearchParams(Object.entries(settings).map(([key, value]) => [key, `${value}`]));
    await page.goto(`${server.resolvedUrls?.local[0]}?${query}`);
    const tabs = page.getByRole('navigation', { name: 'What the middle shows' });
    const show = (name: string) => tabs.getByRole('button', { name, exact: true }).click();
    const status = page.getByRole('banner').getByRole('status');
    const step = async () =>
      Number(/step ([\d,]+)/.exec((await status.textContent()) ?? '')?.[1].replace(/,/g, ''));
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await status.filter({ hasText: /^step [1-9]\d/ }).waitFor({ timeout: 300_000 });
    // The first look compiles its kernels.
    await show('Weights');
    await page.getByText(/^Step [\d,]+, \d+ s ago$/).waitFor({ timeout: 120_000 });

    const marks: { open: boolean; from: number; to: number }[] = [];
    for (let index = 0; index < pairs; index++)
      for (const open of index % 2 ? [true, false] : [false, true]) {
        await show(open ? 'Weights' : 'Explain');
        const from = await step();
        await page.waitForTimeout(milliseconds);
        marks.push({ open, from, to: await step() });
      }
    await page.getByRole('button', { name: 'Stop' }).click();
    await status.filter({ hasText: /^Stopped/ }).waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Training rows' }).click(),
    ]);
    const [head, ...lines] = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    const column = head.split(',').indexOf('stepMs');
    const times = lines.map((line) => Number(line.split(',')[column]));
    const meanMs = ({ from, to }: { from: number; to: number }) =>
      times.slice(from, to).reduce((sum, time) => sum + time, 0) / (to - from);
    return Array.from({ length: pairs }, (_, index) => {
      const two = marks.slice(2 * index, 2 * index + 2);
      const [shown, closed] = [true, false].map((open) => two.find((mark) => mark.open === open)!);
      return meanMs(shown) / meanMs(closed) - 1;
    });
  } finally {
    await browser.close();
    await server.close();
    rmSync(outDir, { recursive: true });
  }
}
