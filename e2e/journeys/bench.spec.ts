// The benchmark in the page: choosing, measuring, stopping, saving, comparing with what was saved; refused beside a
// run and ended by one.
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import type { BenchReport } from '../../src/bench/format';
import { commitOf } from '../../src/cli/commit';
import { drop, errorsOf, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

const board = (page: Page) => page.getByRole('region', { name: 'Bench', exact: true });

async function openBench(page: Page, address = './'): Promise<void> {
  await page.goto(address);
  await page.getByRole('button', { name: 'Bench', exact: true }).click();
  await expect(board(page).getByRole('button', { name: /^Measure \d+ cases$/ })).toBeEnabled({
    timeout: 60_000,
  });
}

test('a case is measured, saved, and held against the saved report', async ({ page }) => {
  const errors = errorsOf(page);
  await openBench(page);
  await board(page).getByRole('searchbox', { name: 'Only cases with' }).fill('512x1x32');
  await board(page).getByRole('button', { name: 'Measure 1 case' }).click();
  await expect(board(page).getByRole('status')).toContainText(/0 of 1/);
  const row = board(page).getByRole('row', { name: /NN 512x1x32/ });
  await expect(row).toContainText(/[\d.]+ %/, { timeout: 90_000 });
  await expect(row.getByText('right', { exact: true })).toHaveAttribute('title', /the same bits/);
  await expect(board(page).getByText(/at best [\d.,]+ GFLOP\/s/)).toBeVisible();
  await expect(board(page).getByRole('button', { name: 'Measure 1 case' })).toBeEnabled({ timeout: 60_000 });

  const { path, name } = await saved(page, () => page.getByRole('button', { name: 'Save JSON' }).click());
  expect(name).toBe('benchmark.json');
  const report = JSON.parse(readFileSync(path, 'utf8')) as BenchReport;
  expect(report.host).toMatch(/^Chrome \d/);
  const commit = commitOf(process.cwd());
  // Files may have changed since the page was built.
  expect(report.commit?.replace('+', '')).toBe(commit?.replace('+', ''));
  const isolated = await page.evaluate(() => crossOriginIsolated);
  expect(report.flags).toEqual([
    isolated ? 'cross-origin-isolated' : 'not-cross-origin-isolated',
    expect.stringMatching(/^clock-step=[\d.]+µs$/),
  ]);
  expect(report.rows.map(({ shape, valid, samples }) => [shape, valid, samples >= 20])).toEqual([
    ['512x1x32', true, true],
  ]);
  const html = await saved(page, () => page.getByRole('button', { name: 'Save page' }).click());
  expect(readFileSync(html.path, 'utf8')).toContain('gemm/NN/512x1x32');
  expect(readFileSync(html.path, 'utf8')).toContain(`<td>${report.commit ?? 'not known'}<`);

  // The same rows took a tenth of the time, then: far outside the noise.
  const faster = report.rows.map((each) => ({
    ...each,
    medianMs: each.medianMs / 10,
    p10Ms: each.p10Ms / 10,
    p90Ms: each.p10Ms / 5,
  }));
  const earlier = JSON.stringify({ ...report, rows: faster });
  await drop(page, [{ name: 'earlier.json', bytes: new TextEncoder().encode(earlier) }]);
  await expect(board(page).getByText('Against earlier.json: 0 faster, 1 slower')).toBeVisible();
  await expect(row).toContainText('×10 slower');
  await board(page).getByRole('button', { name: 'Compare no longer' }).click();
  await expect(row).not.toContainText('slower');

  for (const width of [1280, 400]) {
    await page.setViewportSize({ width, height: 720 });
    const { violations } = await new AxeBuilder({ page }).include('section[aria-label="Bench"]').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html: part }) => part)}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
  expect(errors).toEqual([]);
});

test('it stops when told to, is refused beside a run, and ends when a run starts', async ({ page }) => {
  const errors = errorsOf(page);
  await openBench(page, `./${SMALL_CLICKS}&steps=6`);
  const measure = board(page).getByRole('button', { name: /^Measure/ });
  await measure.click();
  await board(page).getByRole('button', { name: 'Stop' }).click();
  await expect(measure).toBeEnabled({ timeout: 90_000 });
  await expect(board(page).getByText('Stopped before all cases were done')).toBeVisible();

  await measure.click();
  await expect(board(page).getByRole('status')).toContainText(/of \d+/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 6', { timeout: 120_000 });
  await expect(measure).toBeDisabled();
  await expect(board(page).getByText('A run is going on, and each would slow')).toBeVisible();
  expect(errors).toEqual([]);
});
