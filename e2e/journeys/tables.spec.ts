// A reader's own tables are placed: the file is given, read, refused in one line where it is something else, and left
// alone by experiments that train.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { drop, errorsOf, give, statusOf } from './page';

test.describe.configure({ timeout: 120_000 });

const accessible = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
};

const csv = (lines: readonly string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`);
const tables = csv([
  'name,rows,pooling,coverage',
  ...Array.from({ length: 24 }, (_, k) => `feature ${k},${1e6 + 3e5 * k},${1 + (k % 7)},${1 - k / 50}`),
]);

test('tables of the reader’s own are split by rows', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto('./?experiment=recshard&devices=4&memory=1&panel=results');
  const files = page.getByRole('region', { name: 'Data' });
  await expect(files).toContainText('a file of tables');
  await drop(page, [{ name: 'latest_test.csv', bytes: tables }]);
  await expect(files).toContainText('latest_test.csv');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 60_000 });
  const strategies = page.getByRole('region', { name: 'Strategies', exact: true });
  await expect(strategies).toContainText('24 tables, latest_test.csv');
  await expect(strategies.getByRole('row', { name: /^Row split/ })).toBeVisible();
  // What a model of a machine says is not called measured; what was counted is.
  const claims = page.getByRole('region', { name: 'Claims' });
  const faster = claims.getByRole('article').filter({ hasText: 'more than six times faster' });
  await expect(faster.getByText('modelled', { exact: true })).toBeVisible();
  await expect(faster.getByText('measured', { exact: true })).toBeHidden();
  const unused = claims.getByRole('article').filter({ hasText: 'a third of its rows unused' });
  await expect(unused.getByText('measured', { exact: true })).toBeVisible();

  const figure = page.getByRole('figure', { name: 'Time of each device, by memory' });
  await figure.getByRole('group', { name: /arrow keys read values/ }).focus();
  await page.keyboard.press('Home');
  await expect(figure.locator('[aria-live]')).toContainText(/fast: W0, Time/);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.setViewportSize({ width: 400, height: 800 });
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);
  expect(errors).toEqual([]);
});

test('a file that holds no tables is refused in one line', async ({ page }) => {
  await page.goto('./?experiment=recshard');
  const bytes = Buffer.from(csv(['label,age', '0,3']));
  const file = { name: 'clicks.csv', mimeType: 'text/csv', buffer: bytes };
  await give(page, () => page.getByRole('button', { name: 'Your file…' }).click(), file);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('clicks.csv: line 2: lacks rows');
});

test('tables are no data to train on', async ({ page }) => {
  await page.goto('./?experiment=recshard');
  await drop(page, [{ name: 'tables.csv', bytes: tables }]);
  const experiment = page.getByRole('combobox', { name: 'Experiment' });
  await experiment.selectOption('train-dlrm');
  await expect(page.getByRole('alert')).toContainText('tables.csv');
  await experiment.selectOption('recshard');
  await expect(page.getByRole('alert')).toHaveCount(0);
});
