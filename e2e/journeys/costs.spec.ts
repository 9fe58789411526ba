// A reader's own measured costs are learned: several files, each told by what it holds, and one that is missing is asked for.
import { expect, test } from '@playwright/test';
import { drop, errorsOf, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

const text = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);
const tables = text([
  'name,rows,pooling',
  ...Array.from({ length: 30 }, (_, k) => `feature ${k},${1e4 + 3e3 * k},${1 + (k % 7)}`),
]);
const costs = text(
  Array.from({ length: 60 }, (_, k) => `task: ${k},${(7 * k) % 180} | cost: ${10 + (k % 11)}`),
);

test('costs and tables together are learned, searched and shown', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(
    './?experiment=neuroshard&seeds=2&epochs=3&tasks=1&levels=2&memory=1&largestDimension=16&panel=results',
  );
  const files = page.getByRole('region', { name: 'Data' });
  await drop(page, [{ name: 'costs.txt', bytes: costs }]);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('costs.txt: tables: are named by id');
  await drop(page, [{ name: 'tables.csv', bytes: tables }]);
  await expect(files).toContainText('costs.txt');
  await expect(files).toContainText('tables.csv');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 180_000 });
  const seeds = page.getByRole('region', { name: 'Compute: test errors', exact: true });
  await expect(seeds).toContainText('measured, costs.txt');
  await expect(seeds.getByRole('row', { name: /^mean/ })).toBeVisible();
  const plans = page.getByRole('region', { name: 'Plans', exact: true });
  await expect(plans.getByRole('row', { name: /^Column splits/ })).toBeVisible();
  await page.setViewportSize({ width: 400, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  expect(errors).toEqual([]);
});

test('a policy learns to balance tables, and its transfer is shown', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(
    './?experiment=autoshard&trainingTasks=4&testTasks=2&tablesOfTask=8&updates=3&episodes=3&costUpdates=2&costBatch=16&judges=1&epochs=3&samples=80&tables=60&memory=64&panel=results',
  );
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 180_000 });
  const transfer = page.getByRole('region', { name: 'Transfer', exact: true });
  await expect(transfer.getByRole('row', { name: /^Twice as many Policy 16/ })).toBeVisible();
  const plans = page.getByRole('region', { name: 'Plans', exact: true });
  await expect(plans.getByRole('row', { name: /^Policy/ })).toBeVisible();
  await page.setViewportSize({ width: 400, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  expect(errors).toEqual([]);
});
