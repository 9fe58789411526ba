// A sweep: planned, started, interrupted by a reload and finished.
import { expect, type Page, test } from '@playwright/test';
import { errorsOf, SMALL_CLICKS } from './page';

test.describe.configure({ timeout: 300_000 });

const LONG = { timeout: 180_000 };
const sweepsOf = (page: Page) => page.getByRole('article', { name: /^Sweep/ });

async function openSweeps(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await page.getByRole('button', { name: /^Sweeps/ }).click();
}

test('six runs, a reload among them, and every one of them finishes', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./${SMALL_CLICKS}&steps=20`);
  await openSweeps(page);
  await page.getByRole('textbox', { name: 'Values of setting 1' }).fill('0.01, 5000');
  await expect(page.getByText('learningRate = 5000 is above 100')).toBeVisible();
  await page.getByRole('textbox', { name: 'Values of setting 1' }).fill('0.01..0.1 log 3');
  await page.getByRole('button', { name: 'Add a setting' }).click();
  await page.getByRole('combobox', { name: 'Setting 2' }).selectOption('seed');
  await page.getByRole('textbox', { name: 'Values of setting 2' }).fill('0..1');
  await expect(page.getByText(/^6 runs/)).toBeVisible();
  await page.getByRole('button', { name: 'Start the sweep' }).click();
  await expect(sweepsOf(page)).toContainText(/[1-5] of 6 over/, LONG);
  await expect(sweepsOf(page)).toContainText(/about .+ left/);

  await page.reload();
  const offer = page.getByRole('region', { name: /^The sweep “.+” was interrupted/ });
  await expect(offer).toContainText(/[1-5] of 6 runs are left/);
  await openSweeps(page);
  await expect(sweepsOf(page)).toContainText(/[1-5] of 6 over, paused/);
  await offer.getByRole('button', { name: 'Go on' }).click();
  await expect(sweepsOf(page)).toContainText('6 of 6 over', LONG);

  await sweepsOf(page).getByRole('button', { name: 'List its runs' }).click();
  const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row');
  await expect(page.getByText(/^6 of \d+ runs/)).toBeVisible();
  // A title, and six runs that all finished, each of its own settings.
  await expect(rows).toHaveCount(7);
  const cells = await rows.allTextContents();
  expect(cells.filter((text) => text.includes('finished'))).toHaveLength(6);
  expect(new Set(cells.slice(1).map((text) => text.replace(/^\S+ \S+?finished/, ''))).size).toBe(6);
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('learningRate');
  const groups = page.getByRole('region', { name: 'Groups of runs' });
  await expect(groups.getByRole('row')).toHaveCount(4);
  for (const rate of ['0.01', '0.03162', '0.1'])
    await expect(groups.getByRole('row', { name: new RegExp(`^${rate} 2 `) })).toContainText(' to ');
  expect(errors).toEqual([]);
});

test('queued runs are reordered and removed, and a sweep is paused and cancelled', async ({ page }) => {
  await page.goto(`./${SMALL_CLICKS}&steps=60`);
  await openSweeps(page);
  await page.getByRole('combobox', { name: 'Setting 1' }).selectOption('seed');
  await page.getByRole('textbox', { name: 'Values of setting 1' }).fill('10..14');
  await page.getByRole('button', { name: 'Start the sweep' }).click();
  const items = sweepsOf(page).getByRole('listitem');
  await expect(items).toHaveCount(5);
  await page.getByRole('button', { name: 'Pause', exact: true }).last().click();
  await page.getByRole('button', { name: 'Earlier: seed = 14' }).click();
  await expect(items.nth(3)).toContainText('seed = 14');
  await page.getByRole('button', { name: 'Remove: seed = 13' }).click();
  await expect(items).toHaveCount(4);
  await sweepsOf(page).getByRole('button', { name: 'Go on' }).click();
  await expect(sweepsOf(page)).toContainText(/[1-3] of 4 over/, LONG);
  await sweepsOf(page).getByRole('button', { name: 'Cancel the rest' }).click();
  await expect(sweepsOf(page).getByRole('button', { name: 'Take off' })).toBeVisible(LONG);
  await expect(sweepsOf(page)).not.toContainText('queued');
});
