// More kept runs than the charts can show: which are drawn, that it is said, and how the reader chooses.
import { expect, type Page, test } from '@playwright/test';
import { keepRuns } from '../support/keptRuns';
import { errorsOf } from './page';

const KEPT = 30;
const DRAWN = 24;

const chips = (page: Page) => page.getByRole('list', { name: 'Runs in the charts' }).getByRole('button');
const chip = (page: Page, name: string) => chips(page).filter({ hasText: new RegExp(`^${name}$`) });
const grid = (page: Page) => page.getByRole('grid', { name: 'Runs' });
const filter = (page: Page) => page.getByRole('searchbox', { name: 'Filter' });
const openCharts = (page: Page) => page.getByRole('button', { name: 'Charts', exact: true }).click();
const note = (page: Page) => page.getByText(/of \d+ runs drawn/);

/** Lists one run alone and gives its row the focus. */
async function focusRow(page: Page, name: string): Promise<void> {
  await filter(page).fill(`name == "${name}"`);
  await expect(grid(page).getByRole('rowheader')).toHaveCount(1);
  await grid(page).getByRole('row', { name }).focus();
}

test('the latest runs are drawn; pinning and hiding choose others', async ({ page, baseURL }) => {
  const errors = errorsOf(page);
  await keepRuns(page, baseURL!, KEPT);
  await page.goto('./?experiment=train-dlrm');
  await expect(note(page)).toContainText(`${DRAWN} of ${KEPT} runs drawn`);
  await expect(chips(page)).toHaveCount(DRAWN);
  for (const name of ['kept 30', 'kept 7']) await expect(chip(page, name)).toHaveCount(1);
  for (const name of ['kept 6', 'kept 1']) await expect(chip(page, name)).toHaveCount(0);
  // The rows of all of them have been read.
  await expect(page.getByRole('figure', { name: 'Training loss' })).toContainText(`of ${DRAWN} curves`);

  await page.getByRole('button', { name: 'pin or hide runs to choose' }).click();
  await focusRow(page, 'kept 1');
  await page.keyboard.press('p');
  await focusRow(page, 'kept 29');
  await page.keyboard.press('h');
  await filter(page).fill('');
  await openCharts(page);
  await expect(note(page)).toContainText(`${DRAWN} of ${KEPT - 1} runs drawn`);
  // Room for one more in place of the hidden one, taken by the pinned one.
  for (const name of ['kept 30', 'kept 7', 'kept 1']) await expect(chip(page, name)).toHaveCount(1);
  for (const name of ['kept 29', 'kept 6']) await expect(chip(page, name)).toHaveCount(0);
  await expect(page.getByRole('figure', { name: 'Training loss' })).toContainText(`of ${DRAWN} curves`);

  // Every fifth of them has the smallest batch: when the others are hidden, there is nothing left out.
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await filter(page).fill('batch > 64');
  await expect(page.getByText(`${(KEPT * 4) / 5} of ${KEPT} runs`)).toBeVisible();
  await page.getByRole('checkbox', { name: 'Select all listed runs' }).check();
  await page.getByRole('button', { name: 'Hide from charts' }).click();
  await openCharts(page);
  await expect(chips(page)).toHaveCount(KEPT / 5);
  await expect(note(page)).toHaveCount(0);
  expect(errors).toEqual([]);
});
