// Costs learned from what this GPU was measured to take: sets are measured, another experiment learns from the files that
// the run left, and the placement panel judges plans by the network and says on what it was measured.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { drop, errorsOf, saved, statusOf } from './page';
import { planned, viewOf } from './placementParts';

test.describe.configure({ timeout: 240_000 });

/** Seconds on the software adapter. */
const quick = 'sets=24&again=2&tables=12&mostTables=3&mostRows=200&batch=16&rounds=1&sampleMilliseconds=0.1';

test('sets are measured, learned from, and plans judged by what was learned', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./?experiment=measured-sets&${quick}&panel=results`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 180_000 });
  const left = page.getByRole('region', { name: 'Files of the run' });
  const file = await saved(page, () =>
    left.getByRole('button', { name: /^Save measured-sets\.txt/ }).click(),
  );
  await expect(left.getByRole('button', { name: 'Open measured-tables.json in Placement' })).toBeVisible();
  await expect(page.getByText('Least squares against measured')).toBeVisible();

  // Of the two files one is dropped, the other taken from the run.
  await page.getByRole('combobox', { name: 'Experiment' }).selectOption('neuroshard');
  const data = page.getByRole('region', { name: 'Data' });
  await drop(page, [{ name: file.name, bytes: readFileSync(file.path) }]);
  await expect(data).toContainText('measured-sets.txt');
  const offered = data.getByRole('combobox', { name: 'A file that a run left' });
  await offered.selectOption({
    label: await offered.locator('option', { hasText: 'tables.json' }).innerText(),
  });
  await expect(data).toContainText('measured-tables.json');
  for (const [name, value] of [
    ['Seeds', '1'],
    ['Epochs', '2'],
    ['Batch samples', '8'],
    ['Tasks', '0'],
  ]) {
    const box = page.getByRole('textbox', { name, exact: true });
    await box.fill(value);
    await box.press('Enter');
  }
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 180_000 });

  await left.getByRole('button', { name: 'Open neuroshard-network.json in Placement' }).click();
  await planned(page);
  const view = viewOf(page);
  const choice = view.getByRole('combobox', { name: 'Cost model' }).first();
  const title = await choice.locator('option', { hasText: 'Learned, ' }).innerText();
  expect(title).toMatch(/^Learned, 16 samples on ./);
  await choice.selectOption({ label: title });
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  const sheet = view.getByRole('region', { name: 'What plans are judged by' });
  await expect(sheet).toContainText('milliseconds for 16 samples on all devices');
  await expect(sheet).toContainText(/from costs measured on .*, 16 samples, measured-sets\.txt/);
  await expect(sheet).toContainText(/Sets were measured with 16 samples; a batch here has/);
  await expect(sheet).toContainText('Tables were measured up to 200 rows; here are up to 40,000,000,');
  expect(errors).toEqual([]);
});
