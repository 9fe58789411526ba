// A first visit: something real at once, settings that explain themselves and live in the address, both
// themes, any width, everything by keyboard.
import { expect, test } from '@playwright/test';
import { errorsOf, headlineOf, statusOf } from './page';

test('a recorded run is on the screen before anything is pressed', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto('./');
  await expect(page.getByRole('button', { name: 'Train it here' })).toBeVisible();
  await expect(page.getByText('Recorded example')).toBeVisible();
  await expect(headlineOf(page, 'Test accuracy')).toHaveText(/^9\d\.\d %$/);
  for (const title of ['Training loss', 'Test accuracy', 'Learning rate'])
    await expect(page.getByRole('figure', { name: title }).locator('canvas')).toBeVisible();
  await expect(page.getByText(/tested hold/)).toBeVisible();
  expect(errors).toEqual([]);
});

test('the recording plays until it shows everything', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto('./');
  await expect(statusOf(page)).toHaveText(/step [\d,]+ of [\d,]+ · playing \d+ times as fast/);
  const step = () => headlineOf(page, 'Step').textContent();
  const first = await step();
  await expect.poll(step).not.toBe(first);
  await expect(statusOf(page)).toHaveText(/^Recorded example · step ([\d,]+) of \1/);
  await expect(headlineOf(page, 'Test accuracy')).toHaveText(/^9\d\.\d %$/);
  await expect(page.getByText(/tested hold/)).toBeVisible();
});

test('the adapter answers and kernels compile while the recording shows', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('region', { name: 'Your adapter' })).toBeVisible();
  await expect(statusOf(page)).toHaveText(/^Recorded example · .* · Compiling \d+ of \d+ kernels$/);
});

test('it fits one screen, and a narrow one without scrolling sideways', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByRole('figure', { name: 'Test accuracy' }).locator('canvas')).toBeVisible();
  const size = () =>
    page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
  expect(await size()).toEqual([1280, 720]);
  await page.setViewportSize({ width: 400, height: 800 });
  await expect.poll(async () => (await size())[0]).toBe(400);
});

test('the theme follows the system until the reader chooses, and the choice lasts', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('./');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await ground();
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.getByRole('button', { name: 'Dark or light' }).click();
  expect(await ground()).toBe(dark);
  await page.reload();
  expect(await ground()).toBe(dark);
});

test('settings live in the address, and Back undoes', async ({ page }) => {
  await page.goto('./?depth=14&colour=red&batch=0');
  const depth = page.getByRole('textbox', { name: 'Depth' });
  await expect(depth).toHaveValue('14');
  await expect(page.getByText('"colour" is not a setting')).toBeVisible();
  await expect(page.getByText(/batch = 0 is below 1/)).toBeVisible();
  await depth.fill('20');
  await expect(page).toHaveURL(/\?depth=20&v=1$/);
  await page.goBack();
  await expect(depth).toHaveValue('14');
  await page.getByRole('button', { name: 'Reset Depth to 8' }).click();
  await expect(page).toHaveURL(/\/$/);
  await page.getByRole('button', { name: 'Tiny' }).click();
  await expect(page).toHaveURL(/width=8/);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Tiny' })).toHaveAttribute('aria-pressed', 'true');
});

test('a refused value says why and changes nothing', async ({ page }) => {
  await page.goto('./');
  const rate = page.getByRole('textbox', { name: 'Learning rate' });
  await rate.fill('5000');
  await expect(page.getByRole('alert')).toContainText('5000 is above 100');
  await rate.fill('0.25');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page).toHaveURL(/\?learningRate=0\.25&v=1$/);
});

test('arrow keys move a setting by one, with Shift by ten', async ({ page }) => {
  await page.goto('./');
  const epochs = page.getByRole('textbox', { name: 'Epochs', exact: true });
  await epochs.press('ArrowUp');
  await expect(epochs).toHaveValue('11');
  await page.getByRole('slider', { name: 'Epochs, slider' }).press('Shift+ArrowRight');
  await expect(epochs).toHaveValue('21');
});

test('charts can be read by keyboard and as a table', async ({ page }) => {
  await page.goto('./');
  const figure = page.getByRole('figure', { name: 'Training loss' });
  await expect(figure.getByText(/^Falls from .* over steps 1 to/)).toBeVisible();
  await expect(figure.locator('canvas')).toBeVisible();
  const plot = figure.getByRole('group');
  await plot.press('End');
  const announcement = figure.locator('[aria-live=polite]');
  await expect(announcement).toHaveText(/^step \d+: training loss [\d.]+$/);
  const last = await announcement.textContent();
  await plot.press('ArrowLeft');
  await expect(announcement).not.toHaveText(last ?? '');
  await figure.getByRole('button', { name: 'as a table' }).click();
  // All rows can be reached, and only those in sight are in the page.
  const rows = Number(/step (\d+)/.exec(last ?? '')?.[1]);
  await expect(figure.getByRole('table')).toHaveAttribute('aria-rowcount', String(rows + 1));
  await figure.getByRole('region', { name: 'table' }).press('End');
  await expect(figure.getByRole('cell', { name: String(rows), exact: true })).toBeVisible();
});

test('the shortcut sheet opens with ? and closes with Escape', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('Recorded example')).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  await expect(sheet).toContainText('Start, pause or continue');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
});
