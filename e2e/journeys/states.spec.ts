// States of the page that are not about the model: an emulated GPU, a tab in the background, a storage of
// notices that were put away. (No WebGPU: withoutGpu.spec; a reload in mid-run: training.spec.)
import { expect, test } from '@playwright/test';
import { SMALL_CLICKS, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

test('an emulated GPU is named, with what to expect, until the notice is put away', async ({ page }) => {
  await page.goto('./');
  const notice = page.getByRole('region', { name: /^A CPU emulates the GPU here/ });
  await expect(notice).toContainText('swiftshader', { timeout: 60_000 });
  await expect(notice).toContainText('a hundred times as long');
  await notice.getByRole('button', { name: 'Start small' }).click();
  await expect(page.getByRole('button', { name: 'Tiny' })).toHaveAttribute('aria-pressed', 'true');
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Your adapter' })).toBeVisible({ timeout: 60_000 });
  await expect(notice).toHaveCount(0);
});

test('in the background the run goes on, the title says how far, and the return says how fast', async ({
  page,
}) => {
  await page.goto(`./${SMALL_CLICKS}&steps=100000`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^step [1-9]/, { timeout: 120_000 });
  await expect(page).toHaveTitle(/^▶ \d+ % · loss [\d.]+ – Tessera$/);
  const show = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  const step = async () =>
    Number(/step ([\d,]+)/.exec((await statusOf(page).textContent()) ?? '')?.[1].replace(/,/g, ''));
  const before = await step();
  await show(true);
  await expect.poll(step, { timeout: 60_000 }).toBeGreaterThan(before + 5);
  await page.waitForTimeout(3500);
  await show(false);
  const notice = page.getByRole('region', {
    name: /went on in its worker while this tab was in the background/,
  });
  await expect(notice).toBeVisible();
  const steps = Number(/: ([\d,]+) steps in/.exec((await notice.textContent()) ?? '')?.[1].replace(/,/g, ''));
  expect(steps).toBeGreaterThan(5);
  await expect(notice).toContainText(/did not slow it|slows what runs in the background/);
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
  await page.keyboard.press('x');
  await expect(statusOf(page)).toHaveText(/^Stopped/);
  await expect(page).toHaveTitle('■ stopped – Tessera');
});

test('settings that contradict each other are said so before anything runs', async ({ page }) => {
  await page.goto('./?experiment=train-vit&heads=5');
  const refusal = page.getByRole('alert', { name: 'Why this cannot run' });
  await expect(refusal).toContainText(/heads/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Reset Heads to 4' }).click();
  await expect(refusal).toHaveCount(0);
});

test('an address of another form, or with a strange panel, is read as far as it goes', async ({ page }) => {
  await page.goto('./?depth=14&panel=kitchen&v=9');
  await expect(page.getByRole('textbox', { name: 'Depth' })).toHaveValue('14');
  await expect(page.getByText(/v = "9" is a form of address/)).toBeVisible();
  await expect(page.getByText(/panel = "kitchen" is not known/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Charts' })).toHaveAttribute('aria-pressed', 'true');
});
