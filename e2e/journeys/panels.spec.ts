// A compiled step laid open in the page: its kernel times against the roofline, its memory tensor by tensor,
// from a real run and again from the file it was saved as.
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { decodeBundle } from '../../src/lab/bundle';
import { errorsOf, openFile, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

const panel = (page: Page, title: string) => page.getByRole('button', { name: title, exact: true }).click();

/** A run of some steps with a measured step. */
async function measuredRun(page: Page): Promise<void> {
  await page.goto(`./${SMALL_CLICKS}&steps=6`);
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 6', { timeout: 120_000 });
  await panel(page, 'Kernel times');
  await page.getByRole('button', { name: 'Measure a step' }).click();
  await expect(page.getByText(/in \d+ dispatches\. Measured/)).toBeVisible({ timeout: 120_000 });
}

/** Bytes of "1.5 KiB". */
function bytesOf(text: string): number {
  const [, number, unit] = /([\d.,]+) (B|KiB|MiB|GiB)/.exec(text) ?? [];
  return Number(number.replaceAll(',', '')) * 1024 ** ['B', 'KiB', 'MiB', 'GiB'].indexOf(unit);
}

async function finish(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(statusOf(page)).toHaveText(/^Finished · step 6 of 6/, { timeout: 120_000 });
}

test('a measured step is a timeline, a roofline and shaders, by keyboard', async ({ page }) => {
  const errors = errorsOf(page);
  await measuredRun(page);
  const timeline = page.getByRole('listbox', { name: 'Dispatches of one step' });
  const blocks = timeline.getByRole('option');
  const count = await blocks.count();
  expect(count).toBeGreaterThan(5);
  await expect(page.getByText(`in ${count} dispatches`)).toBeVisible();

  const facts = page.getByRole('region', { name: 'The chosen dispatch' });
  await timeline.focus();
  await page.keyboard.press('Home');
  await expect(facts).toContainText(`1 of ${count}`);
  await page.keyboard.press('ArrowRight');
  await expect(facts).toContainText(`2 of ${count}`);
  await page.keyboard.press('End');
  await expect(facts).toContainText(`${count} of ${count}`);
  await expect(blocks.last()).toHaveAttribute('aria-selected', 'true');
  await expect(facts).toContainText(/% of what (arithmetic|bandwidth) allows/);

  const before = await timeline.evaluate((element) => element.clientWidth);
  await page.keyboard.press('+');
  await expect.poll(() => timeline.evaluate((element) => element.clientWidth)).toBeGreaterThan(1.9 * before);
  await expect(blocks.last()).toBeInViewport();
  await page.getByRole('button', { name: 'Fit' }).click();

  // Widths follow times, so together they are the whole step.
  const widths = await blocks.evaluateAll((all) => all.map((block) => Number.parseFloat(block.style.width)));
  expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 3);

  await page.getByRole('button', { name: 'Roofline', exact: true }).click();
  const roofline = page.getByRole('figure', { name: 'Roofline' });
  await expect(roofline).toContainText(/This adapter reaches [\d.]+ [GT]FLOP\/s in registers/);
  await expect(roofline.getByRole('img', { name: /dispatches below the roofline/ })).toBeVisible();
  expect(await roofline.locator('circle').count()).toBeGreaterThan(3);

  await page.getByRole('button', { name: 'Shader', exact: true }).click();
  await expect(page.getByRole('region', { name: /^Shader text of/ })).toContainText('@compute');
  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Kernel times"]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  expect(errors).toEqual([]);
});

test('memory adds up to what was predicted, and the file shows the same panels', async ({
  page,
  context,
}) => {
  const errors = errorsOf(page);
  await measuredRun(page);
  await panel(page, 'Memory');
  const map = page.getByRole('listbox', { name: 'Predicted memory by category and tensor' });
  await expect(map.getByRole('option').first()).toBeVisible();
  await finish(page);

  const memory = page.getByRole('region', { name: 'Memory', exact: true });
  await expect(memory).toContainText(/The prediction is .*the real peak/);
  // The table holds the numbers behind the map.
  await memory.getByRole('button', { name: 'Table' }).click();
  const rows = memory.getByRole('table').first().getByRole('row');
  const sizes = (await rows.locator('td:nth-of-type(2), th + td').allTextContents()).filter((text) =>
    /B$/.test(text),
  );
  const predicted = bytesOf((await memory.locator('header b').first().textContent()) ?? '');
  const together = sizes.slice(0, -1).reduce((sum, text) => sum + bytesOf(text), 0);
  // Each size is rounded to a tenth of its unit.
  expect(Math.abs(together / predicted - 1)).toBeLessThan(0.02);

  await memory.getByRole('button', { name: 'Map', exact: true }).click();
  const chosen = memory.getByRole('region', { name: 'The chosen memory' });
  const first = await chosen.textContent();
  await map.focus();
  await page.keyboard.press('End');
  await expect(chosen).not.toHaveText(first ?? '');
  await memory.getByRole('button', { name: 'Sharing' }).click();
  await expect(memory.getByText(/\d+ tensors of .+ in .+: reuse saves \d+ %/)).toBeVisible();
  const sentence = await memory.getByText(/reuse saves/).textContent();
  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Memory"]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);

  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  const kept = decodeBundle(new Uint8Array(readFileSync(bundle.path)));
  const { inspection, forecast, profile } = kept;
  const planned = [...(inspection?.buffers ?? []), ...(inspection?.besides ?? [])];
  expect(planned.length).toBeGreaterThan(5);
  expect(planned.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(forecast?.predictedPeakBytes);
  expect(profile?.kernels.map(({ label }) => label)).toEqual(
    inspection?.dispatches.map(({ label }) => label),
  );
  expect(profile?.peaks?.flops).toBeGreaterThan(0);

  const other = await context.newPage();
  await other.goto('./');
  await openFile(other, { name: bundle.name, mimeType: '', buffer: readFileSync(bundle.path) });
  await panel(other, 'Memory');
  await other.getByRole('button', { name: 'Sharing' }).click();
  await expect(other.getByText(sentence ?? '')).toBeVisible();
  await panel(other, 'Kernel times');
  const blocks = other.getByRole('listbox', { name: 'Dispatches of one step' }).getByRole('option');
  await expect(blocks).toHaveCount(profile?.kernels.length ?? 0);
  await other.getByRole('button', { name: 'Shader', exact: true }).click();
  await expect(other.getByRole('region', { name: /^Shader text of/ })).toContainText('@compute');
  await other.close();
  expect(errors).toEqual([]);
});
