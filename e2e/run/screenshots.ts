// `npm run screenshots`: every panel of the page in both themes, from a real run, into e2e/screenshots/.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { build, preview } from 'vite';
import { launchBrowser } from '../../src/cli/browser/launch';

const root = resolve(import.meta.dirname, '../..');
const folder = join(root, 'e2e/screenshots');
/** Runs of some seconds on a software adapter, long enough to draw curves. */
const runs = [
  '?experiment=train-vit&width=32&depth=2&resolution=12&samples=1024&epochs=6',
  '?experiment=train-vit&width=32&depth=2&resolution=12&samples=1024&epochs=6&warmupEpochs=0&seed=1',
];

mkdirSync(folder, { recursive: true });
await build({ root, logLevel: 'error' });
const server = await preview({ root, logLevel: 'error', preview: { host: '127.0.0.1', port: 0 } });
const address = server.resolvedUrls?.local[0] ?? '';
const { browser } = await launchBrowser({ log: console.log });
try {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 720 },
    reducedMotion: 'reduce',
    colorScheme: 'light',
  });
  const page = await context.newPage();
  await page.goto(address);
  await page.getByText('Recorded example').waitFor();
  await shoot(page, 'first-visit');
  for (const query of runs) await train(page, query);
  const tabs = page.getByRole('navigation', { name: 'What the middle shows' }).getByRole('button');
  for (const tab of await tabs.all()) {
    await tab.click();
    // What a panel loads, lays out or computes in a worker.
    await page.waitForTimeout(2000);
    await shoot(page, ((await tab.textContent()) ?? '').toLowerCase().replaceAll(' ', '-'));
  }
  await page.setViewportSize({ width: 400, height: 800 });
  await shoot(page, 'narrow');
  await page.setViewportSize({ width: 1280, height: 720 });
  await characterise(page);
  await shoot(page, 'results');
} finally {
  await browser.close();
  await server.close();
}

/** An experiment with figures and tables of its own. */
async function characterise(page: Page): Promise<void> {
  await page.goto(`${address}?experiment=workload-characterisation&panel=results&v=1`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await finished(page);
}

async function finished(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('status')
    .filter({ hasText: /^Finished/ })
    .waitFor({ timeout: 300_000 });
}

async function train(page: Page, query: string): Promise<void> {
  await page.goto(`${address}${query}`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page
    .getByRole('banner')
    .getByRole('status')
    .filter({ hasText: /step \d\d/ })
    .waitFor({ timeout: 120_000 });
  await page.getByRole('button', { name: 'Kernel times' }).click();
  await page.getByRole('button', { name: 'Measure a step' }).click();
  await finished(page);
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    console.log(`${name}, ${colorScheme}`);
  }
}
