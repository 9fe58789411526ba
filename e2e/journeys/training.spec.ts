// Training in the page on the software adapter: start, pause, step, profile, stop, keep, reopen, resume.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { decodeBundle } from '../../src/lab/bundle';
import { sharedDataFolder } from '../support/sharedFile';
import { errorsOf, give, headlineOf, openFile, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

test('handwritten digits from files: the loss of the first step appears and falls', async ({ page }) => {
  const files = ['train.csv', 'test.csv'].map((name) => join(sharedDataFolder, 'digits', name));
  test.skip(!files.every(existsSync), 'no digits in the data folder');
  const errors = errorsOf(page);
  await page.goto('./?width=4&steps=20');
  await give(page, () => page.getByRole('button', { name: 'Your files…' }).click(), files[0]);
  await give(page, () => page.getByRole('button', { name: 'Test files…' }).click(), files[1]);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished · step 20 of 20/, { timeout: 180_000 });
  await expect(page.getByText('3,823 images of 8×8×1 in 10 classes')).toBeVisible();
  const summary = page.getByRole('figure', { name: 'Training loss' }).getByText(/^Falls from/);
  await expect(summary).toContainText('over steps 1 to 20');
  // Nothing of this run is what the claims are about.
  await expect(page.getByText('not tested', { exact: true })).toHaveCount(2);
  await expect(page.getByText(/prediction [+−]\d/)).toBeVisible();
  expect(errors).toEqual([]);
});

test('a run is paused, stepped, profiled, stopped, kept, reopened and resumed', async ({ page, context }) => {
  const errors = errorsOf(page);
  await page.goto(`./${SMALL_CLICKS}&steps=500`);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 500', { timeout: 120_000 });
  await page.keyboard.press('s');
  await expect(statusOf(page)).toHaveText('Paused · step 2 of 500');
  await page.keyboard.press('Space');
  await expect(headlineOf(page, 'Step')).toHaveText(/^[5-9]\d* of 500|^\d\d+ of 500/);
  await page.keyboard.press('Space');
  await expect(statusOf(page)).toHaveText(/^Paused · step \d+ of 500/);

  await page.getByRole('textbox', { name: 'Dimension' }).fill('16');
  await expect(page).toHaveURL(/dimension=16/);
  await expect(page.getByRole('button', { name: 'Restart' })).toHaveAttribute(
    'title',
    /take effect on restart/,
  );
  await page.goBack();

  await page.getByRole('button', { name: 'Kernel times' }).click();
  await page.getByRole('button', { name: 'Measure a step' }).click();
  await expect(page.getByText(/ms in \d+ dispatches\. Measured/)).toBeVisible();
  await page.getByRole('button', { name: 'Kernel', exact: true }).click();
  const kernels = await page.getByRole('row').locator('td:first-child').allTextContents();
  expect(kernels.length).toBeGreaterThan(3);
  expect(kernels).toEqual([...kernels].sort((a, b) => a.localeCompare(b)));
  await page.getByRole('button', { name: 'Charts' }).click();

  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(statusOf(page)).toHaveText(/^Stopped · step \d+ of 500/);
  const step = Number(/step (\d+)/.exec((await statusOf(page).textContent()) ?? '')?.[1]);
  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  expect(bundle.name).toBe('train-dlrm-seed-0.arrow');
  const checkpoint = await saved(page, () =>
    page.getByRole('button', { name: 'Checkpoint', exact: true }).click(),
  );
  expect(checkpoint.name).toMatch(/^train-dlrm-step-\d+\.safetensors$/);
  const rows = await saved(page, () => page.getByRole('button', { name: 'Training rows' }).click());
  const csv = readFileSync(rows.path, 'utf8').trim().split('\n');
  expect(csv).toHaveLength(step + 1);

  const kept = decodeBundle(new Uint8Array(readFileSync(bundle.path)));
  expect(kept.tables.training).toHaveLength(step);
  expect(kept.profile?.kernels.length).toBeGreaterThan(3);
  const loss = await headlineOf(page, 'Training loss').textContent();

  const other = await context.newPage();
  await other.goto('./');
  await openFile(other, { name: bundle.name, mimeType: '', buffer: readFileSync(bundle.path) });
  await expect(other.getByText(`${bundle.name}, a saved run`)).toBeVisible();
  await expect(headlineOf(other, 'Training loss')).toHaveText(loss ?? '');
  await expect(other.getByRole('textbox', { name: 'Samples impressions', exact: true })).toHaveValue('2048');

  const taken = Number(/step-(\d+)/.exec(checkpoint.name)?.[1]);
  await openFile(other, { name: checkpoint.name, mimeType: '', buffer: readFileSync(checkpoint.path) });
  await expect(other.getByText(`goes on from step ${taken} of ${checkpoint.name}`)).toBeVisible();
  const steps = other.getByRole('textbox', { name: 'Steps', exact: true });
  await steps.fill(String(taken + 2));
  await other.getByRole('button', { name: 'Go on' }).click();
  await expect(statusOf(other)).toHaveText(new RegExp(`^Finished · step ${taken + 2} of ${taken + 2}`), {
    timeout: 120_000,
  });
  await other.close();
  expect(errors).toEqual([]);
});

test('a reload offers to resume what it interrupted', async ({ page }) => {
  await page.goto(`./${SMALL_CLICKS}&steps=300`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(headlineOf(page, 'Step')).toHaveText(/^[1-9]\d* of 300/, { timeout: 120_000 });
  await page.keyboard.press('x');
  await expect(page.getByText(/Step \d+ is kept in this browser/)).toBeVisible();
  await page.goto('./');
  const offer = page.getByText(/A run of “Train a recommendation model” stopped at step \d+ of 300/);
  await expect(offer).toBeVisible();
  const step = Number(/step (\d+)/.exec((await offer.textContent()) ?? '')?.[1]);
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(page.getByRole('combobox', { name: 'Experiment' })).toHaveValue('train-dlrm');
  // The run goes on where it was: its curve begins with the first step and passes the one it stopped at.
  const summary = page.getByRole('figure', { name: 'Training loss' }).getByText(/over steps 1 to \d+/);
  await expect
    .poll(async () => Number(/steps 1 to (\d+)/.exec((await summary.textContent()) ?? '')?.[1]), {
      timeout: 120_000,
    })
    .toBeGreaterThan(step);
  await page.keyboard.press('x');
});
