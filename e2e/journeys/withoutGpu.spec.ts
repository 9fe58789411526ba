// Without WebGPU, or without an adapter, the page says why and what to do, and recorded runs still open.
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../src/cli/browser/find';
import { headlineOf } from './page';

// No flag that grants a software adapter.
const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
test.use({ launchOptions: { executablePath: findBrowser()?.executablePath, args } });

test('no WebGPU: the reason, the remedy, and a recorded run', async ({ page }) => {
  await page.addInitScript(() => {
    delete (Navigator.prototype as { gpu?: unknown }).gpu;
  });
  await page.goto('./');
  const notice = page.getByRole('alert');
  await expect(notice).toContainText('This browser has no WebGPU');
  await expect(notice).toContainText('Chrome or Edge: Update to version');
  await expect(headlineOf(page, 'Test accuracy')).toHaveText(/^9\d\.\d %$/);
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Train it here' })).toHaveCount(0);
  await page.keyboard.press('Space');
  await expect(page.getByText('Recorded example')).toBeVisible();
});

test('no adapter: found on opening, and the recording stays', async ({ page }) => {
  await page.goto('./');
  const none = await page.evaluate(async () => !(await navigator.gpu?.requestAdapter()));
  test.skip(!none, 'this machine has an adapter');
  const notice = page.getByRole('alert');
  await expect(notice).toContainText(/adapter|WebGPU/);
  await expect(notice).toContainText('Chrome or Edge');
  await expect(headlineOf(page, 'Test accuracy')).toHaveText(/^9\d\.\d %$/);
  await expect(page.getByText('Recorded example')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
});
