// Keeping, listing, comparing and deleting runs, across reloads.
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { RUNS_FOLDER } from '../../src/lab/archiveProtocol';
import { INDEX_FILE, parseIndex, type RunRecord } from '../../src/lab/archiveRecord';
import { decodeBundle } from '../../src/lab/bundle';
import { errorsOf, headlineOf, openFile, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

const LONG = { timeout: 120_000 };
const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Runs' });
const rowOf = (page: Page, name: string): Locator => grid(page).getByRole('row', { name });
const openRuns = (page: Page) => page.getByRole('button', { name: 'Runs', exact: true }).click();

/** Trains a small run and waits until `kept` runs are kept. */
async function train(page: Page, steps: number, dimension: number, kept: number): Promise<void> {
  await page.goto(`./${SMALL_CLICKS}&steps=${steps}&dimension=${dimension}`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(new RegExp(`^Finished · step ${steps} of ${steps}`), LONG);
  await openRuns(page);
  await expect(grid(page).getByTitle(/^Kept in this browser/)).toHaveCount(kept);
}

/** What the browser's storage has of the run of this name: what a reload will find. */
async function keptRecord(page: Page, name: string): Promise<RunRecord | undefined> {
  const text = await page.evaluate(
    async ([folder, file]) => {
      const root = await navigator.storage.getDirectory();
      const handle = await (await root.getDirectoryHandle(folder)).getFileHandle(file);
      return (await handle.getFile()).text();
    },
    [RUNS_FOLDER, INDEX_FILE],
  );
  return parseIndex(text).records.find((record) => record.name === name);
}

/** Names of the listed runs, from the top. */
const names = async (page: Page): Promise<string[]> =>
  (await grid(page).getByRole('rowheader').locator('button:nth-of-type(2)').allTextContents()).map((name) =>
    name.trim(),
  );

test('two runs are kept, renamed, pinned, filtered, compared, deleted and had back', async ({ page }) => {
  const errors = errorsOf(page);
  await train(page, 6, 8, 1);
  await train(page, 9, 4, 2);
  // The first is there after the reload that `train` made.
  await openRuns(page);
  await expect(grid(page).getByRole('rowheader')).toHaveCount(2);
  const [second, first] = await names(page);
  expect(first).not.toBe(second);
  // Only what differs has a column.
  for (const title of ['Dimension', 'Steps'])
    await expect(grid(page).getByRole('columnheader', { name: title, exact: true })).toBeVisible();
  await expect(grid(page).getByRole('columnheader', { name: 'Batch' })).toHaveCount(0);

  await rowOf(page, first).focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('the wide one');
  await page.keyboard.press('Enter');
  await page.keyboard.press('p');
  await page.keyboard.press('h');
  const wide = rowOf(page, 'the wide one');
  await expect(wide.getByRole('button', { name: 'Pin the wide one' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await expect(wide.getByRole('button', { name: /^Hide/ })).toHaveAttribute('aria-pressed', 'true');
  const swatch = wide.getByRole('button', { name: /^Colour/ });
  const colourBefore = await swatch.getAttribute('aria-label');
  await swatch.click();
  await expect(swatch).not.toHaveAttribute('aria-label', colourBefore!);
  const colour = await swatch.getAttribute('aria-label');
  await expect.poll(() => names(page)).toEqual(['the wide one', second]);
  await expect
    .poll(async () => `Colour ${(await keptRecord(page, 'the wide one'))!.colour + 1} of`)
    .toBe(colour!.slice(0, 'Colour 1 of'.length));

  await page.reload();
  await openRuns(page);
  await expect(wide).toBeVisible();
  await expect.poll(() => names(page)).toEqual(['the wide one', second]);
  await expect(wide.getByRole('button', { name: /^Hide/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(wide.getByRole('button', { name: colour! })).toBeVisible();
  await wide.focus();
  await page.keyboard.press('Enter');
  await expect(headlineOf(page, 'Step')).toHaveText(/^6/);

  const filter = page.getByRole('searchbox', { name: 'Filter' });
  await filter.fill('dimension < 8 and trainLoss > 0');
  await expect(page.getByText('1 of 2 runs')).toBeVisible();
  await expect.poll(() => names(page)).toEqual([second]);
  await filter.fill('dimensoin < 8');
  await expect(page.getByText('At character 1: “dimensoin” is no setting and no metric')).toBeVisible();
  await filter.fill('');
  await expect(grid(page).getByRole('rowheader')).toHaveCount(2);

  await wide.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByRole('toolbar', { name: 'Selected runs' })).toContainText('2 selected');
  await page.keyboard.press('c');
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison.getByRole('row', { name: /^Dimension/ })).toHaveText(/Dimension\s*8\s*4/);
  await expect(comparison.getByRole('row', { name: /^Steps/ })).toHaveText(/Steps\s*6\s*9/);
  await expect(comparison.getByRole('row', { name: /^Batch/ })).toHaveCount(0);
  await expect(comparison.getByRole('row', { name: /^training loss/ })).toContainText(/[+−]/);
  await page.getByRole('checkbox', { name: 'Also what is the same' }).check();
  await expect(comparison.getByRole('row', { name: /^Batch/ })).toHaveText(/Batch\s*64\s*64/);

  await page.getByRole('button', { name: /^List/ }).click();
  const bundle = await saved(page, () =>
    page
      .getByRole('button', { name: 'Clear', exact: true })
      .click()
      .then(async () => {
        await wide.getByRole('checkbox').check();
        await page.getByRole('button', { name: 'Save bundle' }).click();
      }),
  );
  const kept = decodeBundle(new Uint8Array(readFileSync(bundle.path)));
  expect(kept.tables.training.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(kept.result.weightHash).toMatch(/^[0-9a-f]+$/);

  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(wide).toHaveCount(0);
  await page.getByRole('alert').getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(wide).toBeVisible();
  await wide.focus();
  await page.keyboard.press('Delete');
  await expect(wide).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(wide).toBeVisible();
  await wide.focus();
  await page.keyboard.press('Delete');
  await expect(wide).toHaveCount(0);
  await expect.poll(async () => (await keptRecord(page, 'the wide one'))?.deletedAt).not.toBeNull();
  await page.reload();
  await openRuns(page);
  await expect(grid(page).getByRole('rowheader')).toHaveCount(1);
  await expect.poll(() => names(page)).toEqual([second]);

  // An opened bundle is a run like others.
  await openFile(page, { name: 'again.arrow', mimeType: '', buffer: readFileSync(bundle.path) });
  await expect(page.getByText('again.arrow, a saved run')).toBeVisible();
  await openRuns(page);
  await expect(rowOf(page, 'again.arrow').getByTitle(/^Kept in this browser/)).toBeVisible();
  await page.reload();
  await openRuns(page);
  await expect(rowOf(page, 'again.arrow')).toBeVisible();
  expect(errors).toEqual([]);
});

test('a run cut short by a reload goes on as itself', async ({ page }) => {
  await page.goto(`./${SMALL_CLICKS}&steps=400`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(headlineOf(page, 'Step')).toHaveText(/^[1-9]\d* of 400/, LONG);
  await page.keyboard.press('x');
  await expect(page.getByText(/Step \d+ is kept in this browser/)).toBeVisible();
  await openRuns(page);
  await expect(grid(page).getByRole('rowheader')).toHaveCount(1);
  const [name] = await names(page);
  await page.reload();
  await page.getByRole('button', { name: 'Charts', exact: true }).click();
  await expect(page.getByRole('figure', { name: 'Training loss' })).toContainText(/steps 1 to \d+/);
  await page.getByRole('button', { name: 'Resume' }).click();
  const stopped = Number(
    await headlineOf(page, 'Step')
      .textContent()
      .then((text) => /^\d+/.exec(text ?? '')?.[0]),
  );
  await expect(async () => {
    const text = await headlineOf(page, 'Step').textContent();
    expect(Number(/^\d+/.exec(text ?? '')?.[0])).toBeGreaterThan(stopped);
  }).toPass(LONG);
  await page.keyboard.press('x');
  await expect(statusOf(page)).toHaveText(/^Stopped · step \d+ of 400/, LONG);
  await expect(page.getByRole('figure', { name: 'Training loss' })).toContainText(/steps 1 to \d+/);
  await openRuns(page);
  await expect.poll(() => names(page)).toEqual([name]);
  await rowOf(page, name).getByRole('checkbox').check();
  const bundle = await saved(page, () => page.getByRole('button', { name: 'Save bundle' }).click());
  const steps = decodeBundle(new Uint8Array(readFileSync(bundle.path))).tables.training.map(
    ({ step }) => step,
  );
  expect(steps).toEqual(steps.map((_, index) => index + 1));
});

test('damage is said of the run it hit, and a full storage of the run it could not keep', async ({
  page,
  context,
}) => {
  await train(page, 3, 4, 1);
  await train(page, 3, 8, 2);
  const [newest] = await names(page);
  await expect(rowOf(page, newest).getByTitle(/^Kept in this browser/)).toBeVisible();
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('runs');
    const index = JSON.parse(await (await (await folder.getFileHandle('index.json')).getFile()).text());
    const [oldest] = [...index.runs].sort((a, b) => a.createdAt - b.createdAt);
    const stream = await (await folder.getFileHandle(`${oldest.id}.arrow`)).createWritable();
    await stream.write('half a');
    await stream.close();
  });
  await page.reload();
  await openRuns(page);
  await expect(
    grid(page)
      .getByRole('cell', { name: 'damaged' })
      .or(grid(page).getByRole('gridcell', { name: 'damaged' })),
  ).toHaveCount(1);
  await rowOf(page, newest).focus();
  await page.keyboard.press('Enter');
  await expect(headlineOf(page, 'Step')).toHaveText(/^3/);

  const devtools = await context.newCDPSession(page);
  const { origin } = new URL(page.url());
  await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const notice = page.getByRole('alert', { name: /storage is full: “.+” \(about .+\) is not kept/ });
  await expect(notice).toBeVisible(LONG);
  await expect(statusOf(page)).toHaveText(/^Finished · step 3 of 3/, LONG);
  await expect(grid(page).getByRole('rowheader')).toHaveCount(3);
  await notice.getByRole('button', { name: 'Choose old runs to delete…' }).click();
  await expect(page.getByRole('toolbar', { name: 'Selected runs' })).toContainText('1 selected');
});
