// A run travels: as a link that sets up the same configuration in another browser, and as a bundle that shows
// the same there, even where nothing can be trained.
import { expect, type Page, test } from '@playwright/test';
import { errorsOf, headlineOf, openFile, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

/** What a reader sees of a run: the numbers at the top, what the curves say, and every card beside them. */
async function view(page: Page): Promise<string[]> {
  const texts = [
    page.locator('dl', { hasText: 'Samples per second' }),
    page.getByRole('figure').getByText(/steps? \d/),
    page.getByRole('region', { name: 'Claims' }),
    page.getByRole('region', { name: 'GPU memory' }),
    page.getByRole('region', { name: 'Model and data' }),
    page.getByRole('region', { name: 'Results' }),
  ];
  const all = await Promise.all(texts.map((text) => text.allTextContents()));
  return all.flat();
}

test('a bundle reopened where there is no WebGPU gives the same view', async ({ page, browser }) => {
  await page.goto(`./${SMALL_CLICKS}&steps=12`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished · step 12 of 12/, { timeout: 120_000 });
  const { path, name } = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  const here = await view(page);
  expect(here.join(' ')).toContain('12 of 12');

  const elsewhere = await browser.newContext({ reducedMotion: 'reduce' });
  await elsewhere.addInitScript(() => {
    delete (Navigator.prototype as { gpu?: unknown }).gpu;
  });
  const other = await elsewhere.newPage();
  const errors = errorsOf(other);
  await other.goto(page.url().replace(/\?.*/, ''));
  await expect(other.getByRole('alert')).toContainText('This browser has no WebGPU');
  await openFile(other, { name, mimeType: 'application/octet-stream', buffer: await readBytes(path) });
  await expect(headlineOf(other, 'Step')).toHaveText('12 of 12');
  expect(await view(other)).toEqual(here);
  expect(errors).toEqual([]);
  await elsewhere.close();
});

test('a link sets up the same configuration in a fresh browser', async ({ page, browser }) => {
  await page.goto('./?experiment=train-vit');
  await page.getByRole('textbox', { name: 'Depth' }).fill('5');
  await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.002');
  await page.getByLabel('Seed', { exact: true }).fill('7');
  await expect(page).toHaveURL(/seed=7/);
  const fresh = await browser.newContext();
  const other = await fresh.newPage();
  await other.goto(page.url());
  await expect(other.getByRole('textbox', { name: 'Depth' })).toHaveValue('5');
  await expect(other.getByRole('textbox', { name: 'Learning rate' })).toHaveValue('0.002');
  await expect(other.getByLabel('Seed', { exact: true })).toHaveValue('7');
  await expect(other.getByRole('textbox', { name: 'Width' })).toHaveValue(
    await page.getByRole('textbox', { name: 'Width' }).inputValue(),
  );
  await fresh.close();
});

const readBytes = async (path: string) => (await import('node:fs/promises')).readFile(path);
