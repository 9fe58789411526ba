// Tuning: asked for, watched, stopped, kept over a reload, given to the next run and to a file; never beside a run.
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { TuningTable } from '../../src/lab/protocol';
import { errorsOf, give, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

async function openTuning(page: Page): Promise<void> {
  await press(page, 'Kernel times');
  await press(page, 'Tuning');
}

const view = (page: Page) => page.getByRole('region', { name: 'Tuning', exact: true });

/** The same table with another winner for every product that has one. */
function withWinners(table: TuningTable): TuningTable {
  const products = table.products.map((product) => {
    const other = product.ways.slice(1).find(({ state }) => state === 'timed' || state === 'dropped');
    if (!other) return product;
    const ways = product.ways.map((way) => (way === other ? { ...way, state: 'timed' as const } : way));
    return { ...product, ways, chosen: other.name };
  });
  return { ...table, products };
}

test('tuning is stopped, kept, exported, imported, used by the next run and forgotten', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./${SMALL_CLICKS}&steps=4`);
  await openTuning(page);
  await expect(view(page)).toContainText('Nothing is tuned yet');
  await press(page, 'Tune these kernels');
  await expect(statusOf(page)).toContainText('Tuning kernels');
  const products = view(page).getByRole('region', { name: 'Tuned products' }).getByRole('row');
  // The head and two products.
  await expect.poll(() => products.count(), { timeout: 180_000 }).toBeGreaterThanOrEqual(3);
  await press(page, 'Stop tuning');
  await expect(view(page).getByRole('checkbox', { name: 'Use in the next runs' })).toBeChecked({
    timeout: 60_000,
  });

  const ways = view(page).getByRole('region', { name: 'Ways of the chosen product' });
  await products.nth(2).getByRole('button').click();
  await expect(products.nth(2).getByRole('button')).toHaveAttribute('aria-pressed', 'true');
  await expect(ways.getByRole('row').nth(1)).toContainText('standard');
  expect(await ways.getByRole('row').count()).toBeGreaterThan(4);
  await expect(ways.getByRole('row', { name: /taken/ })).toHaveCount(1);
  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Kernel times"]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);

  const file = await saved(page, () => view(page).getByRole('button', { name: 'Export' }).click());
  expect(file.name).toBe('tuning.json');
  const table = JSON.parse(readFileSync(file.path, 'utf8')) as TuningTable;
  expect(table.adapter).toMatch(/, Chrome \d+$/);
  expect(table.products.length).toBeGreaterThanOrEqual(2);

  await page.reload();
  await openTuning(page);
  await expect(products).toHaveCount(table.products.length + 1);

  const importing = (content: unknown) =>
    give(page, () => view(page).getByRole('button', { name: 'Import' }).click(), {
      name: 'tuning.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(content)),
    });
  await importing({ ...withWinners(table), kernels: 'others' });
  await expect(view(page)).toContainText('measured with other kernels and is not used', { timeout: 60_000 });
  await importing({ format: 'nonsense' });
  await expect(page.getByText('is no tuning of this lab')).toBeVisible();
  await importing(withWinners(table));
  await expect(view(page)).not.toContainText('other kernels');
  await expect(view(page)).toContainText(/[1-9]\d* of \d+ products have a clearly faster way/);

  await press(page, 'Train');
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 120_000 });
  await expect(view(page)).toContainText(/The run shown is tuned \([0-9a-f]{12}\)/);
  await page.getByRole('button', { name: 'Share: link and command line' }).click();
  const command = page.getByRole('textbox', { name: 'The same in a terminal' });
  await expect(command).toHaveValue(/ --tuning tuning\.json$/);
  await expect(command).toHaveAccessibleDescription(/tuning\.json is what Export saves/);
  await page.keyboard.press('Escape');
  await view(page).getByRole('button', { name: 'Forget' }).click();
  await expect(view(page)).toContainText('Nothing is tuned yet');
  await page.reload();
  await openTuning(page);
  await expect(view(page)).toContainText('Nothing is tuned yet');
  expect(errors).toEqual([]);
});

test('kernels are not tuned beside a run, and a run that starts ends tuning', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./${SMALL_CLICKS}&steps=4`);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 4', { timeout: 120_000 });
  await openTuning(page);
  await expect(page.getByRole('button', { name: 'Tune these kernels' })).toBeDisabled();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Stopped/);
  await press(page, 'Tune these kernels');
  await expect(view(page).getByText(/^1 of \d+:/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 4', { timeout: 120_000 });
  await expect(page.getByRole('button', { name: 'Tune these kernels' })).toBeDisabled();
  expect(errors).toEqual([]);
});
