// `npm run bench:page`: how long the built page takes from pressing start to the first loss, with its kernels
// compiled ahead or not, and how long the main thread is busy at a time: while a run goes on, alone and beside
// ten opened ones of 100,000 steps, and with a thousand kept runs; and how fluid the placement board is.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright';
import { build, preview } from 'vite';
import { launchBrowser } from '../../src/cli/browser/launch';
import { describeMainThread, traceMainThread } from './mainThread';
import { longRuns, openAll } from './manyRuns';
import { placing } from './placing';
import { withThousandRuns } from './thousandRuns';

const SECONDS_TRACED = 20;
const CALM_MILLISECONDS = 250;
const CALM_CHECKS = 8;
const LONG_RUNS = 10;
const LONG_RUN_STEPS = 100_000;
const root = resolve(import.meta.dirname, '../..');
const files = process.argv.slice(2);

await build({ root, logLevel: 'error' });
const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
const address = server.resolvedUrls?.local[0] ?? '';
const { browser, adapter } = await launchBrowser({ log: console.log });
try {
  for (const ahead of [false, true]) {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    await page.goto(address);
    if (files.length) await give(page, files);
    if (ahead) await settled(page);
    const started = await press(page);
    const first = await firstLoss(page);
    console.log(
      `${ahead ? 'kernels compiled ahead' : 'pressed at once'}: first loss after ${Math.round(first - started)} ms`,
    );
    if (ahead) await trace(page, 'training');
    await page.context().close();
  }
  await besideLongRuns();
  await withThousandRuns(browser, address);
  await placing(browser, address);
  console.log(`adapter: ${adapter.vendor} ${adapter.architecture}`);
} finally {
  await browser.close();
  await server.close();
}

async function give(page: Page, paths: readonly string[]): Promise<void> {
  for (const [index, title] of ['Your files…', 'Test files…'].entries()) {
    if (!paths[index]) continue;
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: title }).click(),
    ]);
    await chooser.setFiles(paths[index]);
  }
}

/** Waits until nothing is left to compile. */
async function settled(page: Page): Promise<void> {
  const status = page.getByRole('banner').getByRole('status');
  await status.filter({ hasText: 'Compiling' }).waitFor({ timeout: 60_000 });
  // Between two preparations nothing compiles either.
  for (let calm = 0; calm < CALM_CHECKS; calm++) {
    await page.waitForTimeout(CALM_MILLISECONDS);
    if ((await status.textContent())?.includes('Compiling')) calm = -1;
  }
}

async function press(page: Page): Promise<number> {
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  return page.evaluate(() => performance.now());
}

/** When the first loss of the run is on the screen, on the page's clock. */
async function firstLoss(page: Page): Promise<number> {
  const shown = await page.waitForFunction(
    () => {
      const [strong] = document.querySelectorAll('[role=status] b');
      return /^step [1-9]/.test(strong?.textContent ?? '') ? performance.now() : 0;
    },
    undefined,
    { timeout: 120_000, polling: 20 },
  );
  return shown.jsonValue();
}

/** The longest tasks of the page's main thread while it trains, by CPU time. */
async function trace(page: Page, title: string): Promise<void> {
  const during = () => page.waitForTimeout(SECONDS_TRACED * 1000);
  const measured = await traceMainThread(browser, page, during);
  console.log(`main thread over ${SECONDS_TRACED} s of ${title}: ${describeMainThread(measured)}`);
}

/** With runs of many steps opened beside the one that trains: their curves share its charts. */
async function besideLongRuns(): Promise<void> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  await page.goto(`${address}?experiment=train-dlrm`);
  const example = readFileSync(resolve(root, 'public/prerecorded/train-dlrm.arrow'));
  await openAll(page, longRuns(example, LONG_RUNS, LONG_RUN_STEPS));
  await press(page);
  await firstLoss(page);
  await trace(page, `training beside ${LONG_RUNS} runs of ${LONG_RUN_STEPS} steps`);
  await page.context().close();
}
