// What an experiment found out, as figures and tables: read by keyboard, sorted, saved, kept with the run; and an
// experiment that trains nothing asks for no data.
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { formatBytes } from '../../src/base/format';
import { readSafetensors } from '../../src/base/safetensors';
import { errorsOf, openFile, saved, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

const accessible = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
};

/** A saved file under its own name, by which the page knows a bundle. */
const given = ({ name, path }: { name: string; path: string }) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: readFileSync(path),
});

test('the network that a run exports is listed with its size and saved; a reopened bundle has none', async ({
  page,
}) => {
  const errors = errorsOf(page);
  const tiny =
    'network=vit&width=8&depth=1&resolution=8&samples=128&batch=32&steps=4&calibration=64&timedRuns=1';
  await page.goto(`./?experiment=int8-inference&${tiny}`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 180_000 });
  const files = page.getByRole('region', { name: 'Files of the run' });
  const button = files.getByRole('button', { name: 'Save integer-network.safetensors' });
  await expect(files).toContainText('codes, scales and biases of every layer');
  const file = await saved(page, () => button.click());
  expect(file.name).toBe('integer-network.safetensors');
  const bytes = readFileSync(file.path);
  // Eight filters on patches of 2×2 pixels of three channels.
  expect(readSafetensors(bytes, file.name).tensors.get('patch.codes')?.shape).toEqual([8, 12]);
  await expect(button).toContainText(formatBytes(bytes.length));
  await accessible(page);

  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  await page.goto('./');
  await openFile(page, given(bundle));
  await expect(page.getByText(bundle.name).first()).toBeVisible();
  await expect(page.getByRole('region', { name: 'Keep it' })).toBeVisible();
  await expect(files).toBeHidden();
  expect(errors).toEqual([]);
});

test('workloads are characterised; figures and tables are read, sorted, saved and reopened', async ({
  page,
}) => {
  const errors = errorsOf(page);
  await page.goto('./');
  await page.getByRole('combobox', { name: 'Experiment' }).selectOption('workload-characterisation');
  await expect(page.getByText(/Run “Characterise workloads” to see its tables/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Cost of a run' })).toBeHidden();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 120_000 });

  const figure = page.getByRole('figure').first();
  await figure.getByRole('group', { name: /arrow keys read values/ }).focus();
  await page.keyboard.press('End');
  const reading = figure.locator('[aria-live]');
  await expect(reading).toContainText(/\d/);
  const last = await reading.textContent();
  await page.keyboard.press('ArrowLeft');
  await expect(reading).not.toHaveText(last ?? '');

  const models = page.getByRole('region', { name: 'Models', exact: true });
  const parameters = models.getByRole('columnheader', { name: /^Parameters/ });
  await parameters.getByRole('button').click();
  await parameters.getByRole('button').click();
  await expect(parameters).toHaveAttribute('aria-sort', 'descending');
  const csv = await saved(page, () => models.getByRole('button', { name: /^Save .* as CSV$/ }).click());
  expect(readFileSync(csv.path, 'utf8').split('\n').length).toBeGreaterThan(5);
  const svg = await saved(page, () => figure.getByRole('button', { name: /as SVG$/ }).click());
  expect(readFileSync(svg.path, 'utf8')).toMatch(/^<svg [\s\S]*<path [^>]*fill="rgb/);

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await accessible(page);
  }
  await page.setViewportSize({ width: 400, height: 800 });
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400);

  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  await page.goto('./?experiment=workload-characterisation&panel=results');
  await openFile(page, given(bundle));
  await expect(page.getByRole('region', { name: 'Models', exact: true })).toBeVisible();
  expect(errors).toEqual([]);
});
