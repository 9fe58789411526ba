// `npm run bench:pace -- train.csv test.csv`: the pace of training with the page open, each panel in turn, beside
// that of the headless run; pairs alternate, so that a machine's mood touches both.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { build, preview } from 'vite';
import { launchBrowser } from '../../src/cli/browser/launch';
import { decodeBundle } from '../../src/lab/bundle';

const STEPS = 150;
const root = resolve(import.meta.dirname, '../..');
const [train, test] = process.argv.slice(2).map((path) => resolve(path));
if (!train || !test) {
  console.error('Give the training and the test file: npm run bench:pace -- train.csv test.csv');
  process.exit(2);
}

await build({ root, logLevel: 'error' });
const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
const address = server.resolvedUrls?.local[0] ?? '';
const ratios: number[] = [];
try {
  for (const panel of await panelNames()) {
    const alone = headless();
    const shown = await inPage(panel);
    ratios.push(shown / alone);
    console.log(
      `${panel}: ${shown.toFixed(0)} samples/s in the page, ${alone.toFixed(0)} headless: ${((100 * shown) / alone).toFixed(0)} %`,
    );
  }
  ratios.sort((a, b) => a - b);
  const median = ratios[Math.floor(ratios.length / 2)];
  console.log(`median over panels ${(100 * median).toFixed(0)} %, lowest ${(100 * ratios[0]).toFixed(0)} %`);
} finally {
  await server.close();
}

/** Median samples per second of a headless run. */
function headless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-pace-'));
  const json = join(folder, 'run.json');
  const data = ['--data', train, '--test', test, '--set', `steps=${STEPS}`, '--json', json];
  spawnSync(
    process.execPath,
    ['node_modules/tsx/dist/cli.mjs', 'src/cli/main.ts', 'run', 'train-resnet', ...data],
    {
      cwd: root,
    },
  );
  const { metrics } = JSON.parse(readFileSync(json, 'utf8')) as { metrics: { samplesPerSecond: number } };
  rmSync(folder, { recursive: true });
  return metrics.samplesPerSecond;
}

async function inPage(panel: string): Promise<number> {
  return withPage(async (page) => {
    for (const [title, path] of [
      ['Your files…', train],
      ['Test files…', test],
    ] as const) {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        page.getByRole('button', { name: title }).click(),
      ]);
      await chooser.setFiles(path);
    }
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await tab(page, panel).click();
    await page
      .getByRole('banner')
      .getByRole('status')
      .filter({ hasText: /^Finished/ })
      .waitFor({ timeout: 300_000 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Run bundle' }).click(),
    ]);
    const { result } = decodeBundle(readFileSync(await download.path()));
    return Number(result.metrics.samplesPerSecond);
  });
}

function panelNames(): Promise<string[]> {
  return withPage((page) => tabs(page).allTextContents());
}

function tabs(page: Page) {
  return page.getByRole('navigation', { name: 'What the middle shows' }).getByRole('button');
}

function tab(page: Page, name: string) {
  return tabs(page).filter({ hasText: name });
}

/** A browser of its own, so that nothing of an earlier run is left. */
async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const { browser } = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    await page.goto(`${address}?steps=${STEPS}`);
    await page.getByText('Recorded example').waitFor();
    return await use(page);
  } finally {
    await browser.close();
  }
}
