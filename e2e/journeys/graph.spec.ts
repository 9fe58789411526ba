// The graph of a training step: drawn, opened, searched, read as a table, by keyboard, and every kernel of it
// compared with float64.
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { errorsOf, openFile, saved, statusOf } from './page';

test.describe.configure({ timeout: 300_000 });

const SMALL = '?experiment=train-resnet&width=4&resolution=8&samples=96&batch=16&steps=500';

const board = (page: Page) => page.getByRole('region', { name: 'Graph', exact: true });
const picture = (page: Page) => board(page).getByRole('group');

async function openGraph(page: Page): Promise<void> {
  await page.goto(`./${SMALL}`);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 500', { timeout: 120_000 });
  await page.getByRole('button', { name: 'Graph', exact: true }).click();
  await expect(picture(page)).toBeVisible();
}

test('the picture opens layer by layer and a node tells everything of itself', async ({ page }) => {
  const errors = errorsOf(page);
  await openGraph(page);
  await expect(board(page)).toContainText(/\d+ nodes after fusion \(\d+ forward, \d+ backward, \d+ update\)/);
  for (const phase of ['Forward', 'Backward', 'Update'])
    await expect(picture(page).getByText(phase, { exact: true })).toBeVisible();

  const stem = picture(page).getByRole('button', { name: 'stem' });
  await expect(stem.first()).toHaveAttribute('aria-expanded', 'false');
  const closed = await picture(page).getByRole('button').count();
  await stem.first().focus();
  await page.keyboard.press('Enter');
  await expect(picture(page).getByRole('button', { name: 'batch norm statistics' })).toHaveCount(1);
  await board(page).getByRole('button', { name: 'Open all layers' }).click();
  await expect.poll(() => picture(page).getByRole('button').count()).toBeGreaterThan(closed + 30);

  await board(page).getByRole('searchbox').fill('weight gradient stem.conv backward');
  await expect(board(page).getByText(/^1 of \d+ · Enter: next/)).toBeVisible();
  await page.keyboard.press('Enter');
  const sheet = board(page).getByRole('complementary', { name: 'convolution weight gradient of stem.conv' });
  await expect(sheet).toContainText('Backward · stem.conv');
  await expect(sheet).toContainText(/Work[\d.]+ [kM]?FLOP/);
  await expect(sheet).toContainText(/[\d.]+ FLOP\/byte/);
  await expect(sheet).toContainText('3 × 3 × ');
  await expect(sheet).toContainText(/\d+ × \d+ × \d+ workgroups/);
  await sheet.locator('summary').first().click();
  await expect(sheet.locator('pre').first()).toContainText('@compute');
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);

  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Graph"]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  expect(errors).toEqual([]);
});

test('keys, wheel and drag move the picture', async ({ page }) => {
  await openGraph(page);
  const layer = picture(page).locator('> div');
  const transform = () => layer.evaluate((element) => getComputedStyle(element).transform);
  await picture(page).focus();
  let before = await transform();
  const moved = async (act: () => Promise<unknown>) => {
    await act();
    await expect.poll(transform).not.toBe(before);
    before = await transform();
  };
  for (const key of ['ArrowDown', 'ArrowRight', '+', '-', '0']) await moved(() => page.keyboard.press(key));
  const box = (await picture(page).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height - 8);
  await moved(() => page.mouse.wheel(0, 40));
  await page.keyboard.down('Control');
  await moved(() => page.mouse.wheel(0, -40));
  await page.keyboard.up('Control');
  await page.mouse.down();
  await moved(() => page.mouse.move(box.x + box.width / 2 - 50, box.y + box.height - 30, { steps: 4 }));
  await page.mouse.up();
  // None of the keys reached the run.
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 500');
});

test('every kernel of a step agrees with float64, in the picture and in the table', async ({ page }) => {
  const errors = errorsOf(page);
  await openGraph(page);
  await board(page).getByRole('button', { name: 'Compare with float64' }).click();
  const note = board(page).getByText(/all agree with float64/);
  await expect(note).toBeVisible({ timeout: 120_000 });
  const nodes = Number(/Of (\d+) nodes/.exec((await note.textContent()) ?? '')?.[1]);
  await expect(board(page).getByText(`${nodes} nodes after fusion`)).toBeVisible();

  await board(page).getByRole('button', { name: 'Table' }).click();
  const rows = board(page).getByRole('row');
  await expect(rows).toHaveCount(nodes + 1);
  await expect(rows.filter({ hasText: '✓' })).toHaveCount(nodes);
  await rows.filter({ hasText: 'stem.conv' }).first().getByRole('button').click();
  const sheet = board(page).getByRole('complementary', { name: 'convolution of stem.conv' });
  await expect(sheet).toContainText(/agrees with float64 to \de-\d/);

  // The run goes on as if nothing had been.
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(statusOf(page)).toHaveText(/^step \d\d+ of 500|^Finished/, { timeout: 120_000 });
  await page.keyboard.press('x');
  await expect(statusOf(page)).toHaveText(/^Stopped|^Finished/, { timeout: 60_000 });

  // What was found is kept in this browser and goes into the file.
  const said = (await note.textContent()) ?? '';
  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  await page.reload();
  await page.getByRole('button', { name: 'Graph', exact: true }).click();
  await expect(note).toHaveText(said);
  await openFile(page, { name: 'compared.arrow', mimeType: '', buffer: readFileSync(bundle.path) });
  await expect(page.getByText('compared.arrow, a saved run')).toBeVisible();
  await page.getByRole('button', { name: 'Graph', exact: true }).click();
  await expect(note).toHaveText(said);
  await board(page).getByRole('button', { name: 'Table' }).click();
  await expect(rows.filter({ hasText: '✓' })).toHaveCount(nodes);
  expect(errors).toEqual([]);
});

test('a step too large for the CPU is refused with the reason, and stopping ends a comparison', async ({
  page,
}) => {
  await page.goto('./?experiment=train-vit&samples=1024&batch=512&steps=500');
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 500', { timeout: 200_000 });
  await page.getByRole('button', { name: 'Graph', exact: true }).click();
  await board(page).getByRole('button', { name: 'Compare with float64' }).click();
  await expect(board(page).getByText(/GFLOP, which would take the CPU minutes/)).toBeVisible();
  await page.keyboard.press('x');
  await expect(statusOf(page)).toHaveText(/^Stopped/, { timeout: 60_000 });
});
