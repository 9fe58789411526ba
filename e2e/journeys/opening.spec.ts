// The page opens, is cross-origin isolated (a precise clock) and is granted an adapter.
import { expect, test } from '@playwright/test';

test('the page opens with its name and no error', async ({ page }) => {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const response = await page.goto('./');
  expect(response?.headers()['cross-origin-opener-policy']).toBe('same-origin');
  await expect(page).toHaveTitle(/Tessera/);
  expect(errors).toEqual([]);
});

test('the page is isolated and has a WebGPU adapter', async ({ page }) => {
  await page.goto('./');
  const found = await page.evaluate(async () => ({
    isolated: crossOriginIsolated,
    architecture: (await navigator.gpu?.requestAdapter())?.info.architecture,
  }));
  expect(found).toEqual({ isolated: true, architecture: 'swiftshader' });
});
