// Without a network: what a first visit has stored opens, trains and loads again; a newer build takes its place as
// a whole; and a part that is not stored and cannot be fetched says so and can be tried again.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { type PanelId, panelList } from '../../src/ui/views/panelList';
import { errorsOf, isStored, SMALL_CLICKS, statusOf } from './page';
import { builtFolder, type StaticHost, staticHost } from './staticHost';

test.describe.configure({ timeout: 180_000 });

const SETUP = `${SMALL_CLICKS}&steps=12`;
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** What each panel is to assistive technology, where that is not its title. */
const labels: Partial<Record<PanelId, string>> = {
  data: 'What can be trained on',
  explain: 'What to try',
  results: 'Figures and tables',
};

const open = (page: Page, title: string) =>
  page
    .getByRole('navigation', { name: 'What the middle shows' })
    .getByRole('button', { name: title, exact: true })
    .click();

const panel = (page: Page, name: string) => page.getByRole('main').getByRole('region', { name, exact: true });

async function trainsToTheEnd(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished · step 12 of 12/, { timeout: 120_000 });
}

for (const [how, headers] of [
  ['with', isolation],
  ['without', {}],
] as const)
  test(`${how} isolation, everything opens, trains and loads again when the host has gone`, async ({
    page,
  }) => {
    const errors = errorsOf(page);
    const host = await staticHost({ '/a/': builtFolder() }, headers);
    try {
      await page.goto(`${host.address('/a/')}${SETUP}`);
      await isStored(page);
      host.close();
      for (const { id, title } of panelList) {
        await open(page, title);
        await expect(panel(page, labels[id] ?? title)).toBeVisible();
      }
      await trainsToTheEnd(page);
      for (const [key, name] of [
        ['?', 'Keyboard'],
        ['u', 'Share'],
        ['ControlOrMeta+k', 'Commands'],
      ]) {
        await page.keyboard.press(key);
        await expect(page.getByRole('dialog', { name })).toBeVisible();
        await page.keyboard.press('Escape');
      }
      await page.reload();
      expect(new URL(page.url()).search).toContain('samples=2048');
      expect(await page.evaluate(() => crossOriginIsolated)).toBe(how === 'with');
      // The panel that was open last is open again; it has no list of sources.
      await open(page, 'Charts');
      await isStored(page);
      await trainsToTheEnd(page);
      expect(errors).toEqual([]);
    } finally {
      host.close();
    }
  });

test('workers that ran before the page was stored load what they lack from the store', async ({ page }) => {
  const host = await staticHost({ '/a/': builtFolder() });
  try {
    await page.goto(`${host.address('/a/')}${SETUP}`);
    await expect(page.getByRole('region', { name: 'Your adapter' })).toBeVisible({ timeout: 60_000 });
    expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBeNull();
    const workers = page.workers();
    expect(workers.length).toBeGreaterThan(0);
    await isStored(page);
    host.close();
    // Needed only by who compares with float64.
    const [interpreter] = (await readdir(join(builtFolder(), 'assets'))).filter((name) =>
      name.startsWith('interpreter-'),
    );
    for (const worker of workers)
      expect(
        await worker.evaluate(
          (address) => import(address).then((module) => Object.keys(module).length > 0),
          `${host.address('/a/')}assets/${interpreter}`,
        ),
      ).toBe(true);
  } finally {
    host.close();
  }
});

/** Makes of a copy of the build what a newer one would be: a changed text, and so other names and digests. */
async function renew(folder: string): Promise<void> {
  const assets = await readdir(join(folder, 'assets'));
  const renamed = (name: string) => name.replace(/\.(js|css)$/, 'x.$1');
  const names = new RegExp(assets.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g');
  const digests = new Map<string, string>();
  for (const name of assets) {
    const text = (await readFile(join(folder, 'assets', name), 'utf8'))
      .replace(names, renamed)
      .replaceAll('What to try', 'What to try next');
    await rm(join(folder, 'assets', name));
    await writeFile(join(folder, 'assets', renamed(name)), text);
    digests.set(renamed(name), createHash('sha256').update(text).digest('base64'));
  }
  for (const name of ['index.html', 'serviceWorker.js']) {
    const text = (await readFile(join(folder, name), 'utf8'))
      .replace(names, renamed)
      .replace(/assets\/([^"]+)","sha256-[^"]+/g, (_, file) => `assets/${file}","sha256-${digests.get(file)}`)
      .replace('"version":"', '"version":"newer');
    await writeFile(join(folder, name), text);
  }
}

test('a newer build takes the place of an older one as a whole', async ({ context }) => {
  const newer = await mkdtemp(join(tmpdir(), 'tessera-newer-'));
  const folders = { '/a/': builtFolder() };
  const host = await staticHost(folders);
  try {
    await cp(builtFolder(), newer, { recursive: true });
    await renew(newer);
    const page = await context.newPage();
    const errors = errorsOf(page);
    await page.goto(`${host.address('/a/')}${SETUP}`);
    await isStored(page);
    folders['/a/'] = newer;
    // The files of the open page are gone from the host; a panel it has not opened yet is still its own.
    await open(page, 'Explain');
    await expect(panel(page, 'What to try')).toBeVisible();
    await page.reload();
    await open(page, 'Explain');
    await expect(panel(page, 'What to try next')).toBeVisible();
    await isStored(page);
    expect(errors).toEqual([]);
    await page.close();
    // Once no page is open the newer version takes over and the older one is deleted.
    const elsewhere = await context.newPage();
    await elsewhere.goto(host.address('/'));
    await expect.poll(() => elsewhere.evaluate(async () => (await caches.keys()).length)).toBe(1);
    host.close();
    const later = await context.newPage();
    await later.goto(`${host.address('/a/')}${SETUP}`);
    await open(later, 'Explain');
    await expect(panel(later, 'What to try next')).toBeVisible();
  } finally {
    host.close();
    await rm(newer, { recursive: true, force: true });
  }
});

test.describe('what is not stored and cannot be fetched', () => {
  test.use({ serviceWorkers: 'block' });
  let host: StaticHost;
  test.beforeAll(async () => {
    host = await staticHost({ '/a/': builtFolder() });
  });
  test.afterAll(() => host.close());

  /** Lets nothing through whose name begins so, until told to. */
  async function withhold(page: Page, names: RegExp): Promise<() => void> {
    let gone = true;
    await page.context().route(names, (route) => (gone ? route.abort() : route.continue()));
    return () => {
      gone = false;
    };
  }

  test('a panel says so in its place, and is whole once it is tried again', async ({ page }) => {
    const restore = await withhold(page, /\/MemoryView-[^/]+$/);
    await page.goto(`${host.address('/a/')}${SETUP}`);
    await open(page, 'Memory');
    const alert = page.getByRole('main').getByRole('alert', { name: 'Memory could not be loaded' });
    await expect(alert).toContainText('Check the network connection, then try again.');
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(alert).toBeVisible();
    // The rest goes on.
    await open(page, 'Explain');
    await expect(panel(page, 'What to try')).toBeVisible();
    await open(page, 'Memory');
    await expect(alert).toBeVisible();
    restore();
    await alert.getByRole('button', { name: 'Try again' }).click();
    await expect(panel(page, 'Memory')).toBeVisible();
    await expect(alert).toBeHidden();
    const styled = () =>
      [...document.styleSheets].some(
        ({ href, cssRules }) => /MemoryView/.test(href ?? '') && cssRules.length > 0,
      );
    expect(await page.evaluate(styled)).toBe(true);
  });

  test('a dialog is said to be missing, and opens once it can be', async ({ page }) => {
    const restore = await withhold(page, /\/Palette-[^/]+$/);
    await page.goto(`${host.address('/a/')}${SETUP}`);
    await expect(page.getByText('Recorded example')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByText('The command palette could not be loaded.')).toBeVisible();
    restore();
    await page.keyboard.press('ControlOrMeta+k');
    await expect(page.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  });

  test('a part of the worker is told in one sentence, and the run starts once it can be loaded', async ({
    page,
  }) => {
    const restore = await withhold(page, /\/train-[^/]+\.js$/);
    await page.goto(`${host.address('/a/')}${SETUP}`);
    await expect(page.getByText('Recorded example')).toBeVisible();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const alert = page.getByRole('main').getByRole('alert');
    await expect(alert).toContainText('could not be loaded. Check the network connection, then try again.');
    await expect(alert).not.toContainText(/http|\.js| at /);
    restore();
    await trainsToTheEnd(page);
  });
});
