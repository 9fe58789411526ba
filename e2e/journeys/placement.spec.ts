// Tables are laid out by hand: by mouse, by keyboard and by touch, with what it would cost told on the way, and undone.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { errorsOf } from './page';
import { boardOf, chosenOf, deviceIn, figureOf, middles, newsOf, openBoard, viewOf } from './placementParts';

test.describe.configure({ timeout: 180_000 });

/** The largest shard of the slowest device. */
async function chooseLargest(page: Page): Promise<void> {
  await boardOf(page).focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowUp');
  await expect(chosenOf(page)).toHaveAttribute('aria-label', /device \d+/);
}

test('a shard is dragged by mouse, its cost told before it is dropped, and undone', async ({ page }) => {
  const errors = errorsOf(page);
  await openBoard(page);
  const slowest = figureOf(page, 'Slowest device');
  const before = (await slowest.textContent()) ?? '';
  await chooseLargest(page);
  const from = await middles(page);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.besideX, from.y, { steps: 8 });
  const reading = boardOf(page).getByText(new RegExp(`to device ${from.beside}$`));
  await expect(reading).toBeVisible();
  const told = /slowest ([\d.]+ ms) \(\+/.exec((await reading.locator('..').textContent()) ?? '')?.[1];
  expect(told).toBeDefined();
  // Nothing has changed yet.
  await expect(slowest).toHaveText(before);
  await page.mouse.up();
  await expect(slowest).toHaveText(told ?? '');
  await expect(chosenOf(page)).toHaveAttribute('aria-label', new RegExp(`device ${from.beside},`));
  await page.keyboard.press('ControlOrMeta+z');
  await expect(slowest).toHaveText(before);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(slowest).toHaveText(told ?? '');
  expect(errors).toEqual([]);
});

test('the same by keyboard, aloud', async ({ page }) => {
  await openBoard(page);
  const slowest = figureOf(page, 'Slowest device');
  const before = (await slowest.textContent()) ?? '';
  await chooseLargest(page);
  const label = await chosenOf(page).getAttribute('aria-label');
  const from = deviceIn(label);
  const key = from === 0 ? 'ArrowRight' : 'ArrowLeft';
  await page.keyboard.press('Enter');
  await expect(newsOf(page)).toHaveText(/^Picked up t_cat_/);
  await page.keyboard.press(key);
  await expect(newsOf(page)).toHaveText(/to device \d+, device [\d.]+ ms \(.*slowest [\d.]+ ms/);
  await page.keyboard.press('Escape');
  await expect(newsOf(page)).toHaveText('Put back');
  await expect(slowest).toHaveText(before);
  await page.keyboard.press('Enter');
  await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await expect(newsOf(page)).toHaveText(/^Move t_cat_.* to device/);
  expect(deviceIn(await chosenOf(page).getAttribute('aria-label'))).toBe(from + (from === 0 ? 1 : -1));
  await expect(slowest).not.toHaveText(before);
  await viewOf(page)
    .getByRole('button', { name: /^Undo: Move/ })
    .click();
  await expect(slowest).toHaveText(before);
});

test('a device that is given too much says so, and the word leads to it', async ({ page }) => {
  await openBoard(page);
  const view = viewOf(page);
  const wrong = view.getByRole('region', { name: 'What is wrong with the plan' });
  await expect(wrong).toHaveCount(0);
  await view.getByRole('button', { name: 'Cluster', exact: true }).click();
  const memory = view.getByRole('textbox', { name: 'Device memory', exact: true });
  await memory.fill('12');
  await memory.press('Enter');
  await expect(wrong).toBeVisible();
  await wrong.getByRole('listitem').first().getByRole('button').click();
  const device = view.getByRole('region', { name: /^Device \d+$/ });
  await expect(device).toContainText('over by');
  await expect(chosenOf(page)).toHaveAttribute('aria-label', /^device \d+/);
  await view.getByRole('button', { name: /^Undo: Device memory/ }).click();
  await expect(wrong).toHaveCount(0);
});

test('a table is cut, pinned, kept off a device and put together with another', async ({ page }) => {
  await openBoard(page);
  const view = viewOf(page);
  await view.getByRole('button', { name: 'Table', exact: true }).click();
  await view.getByRole('button', { name: 't_cat_9', exact: true }).click();
  const sheet = view.getByRole('region', { name: 'Shard of t_cat_9' });
  await sheet.getByRole('combobox', { name: 'Cut by columns into' }).selectOption('4');
  await expect(newsOf(page)).toHaveText('Cut t_cat_9 into 4 by columns');
  await expect(sheet).toContainText('cols 1/4');
  await sheet.getByRole('button', { name: 'Whole here' }).click();
  await expect(sheet).not.toContainText('cols 1/4');
  await sheet.getByRole('button', { name: 'Pin', exact: true }).click();
  await sheet.getByRole('button', { name: 'Copy everywhere' }).click();
  await expect(newsOf(page)).toHaveText(/is pinned/);
  await sheet.getByRole('button', { name: 'Pinned' }).click();
  const device = deviceIn(await sheet.textContent());
  const off = device === 7 ? 6 : 7;
  await sheet.getByRole('combobox', { name: 'Keep off' }).selectOption(`${off}`);
  await expect(sheet.getByRole('button', { name: `Allow on device ${off}` })).toBeVisible();
  await sheet.getByText('Why is this shard here?').click();
  await expect(sheet.getByRole('button', { name: new RegExp(`^Device ${off}:`) })).toBeDisabled();
  await expect(sheet.getByRole('button', { name: new RegExp(`^Device ${device}:`) })).toBeDisabled();
});

for (const width of [1280, 400])
  test(`the panel is accessible and fits, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: width === 400 ? 800 : 720 });
    await openBoard(page);
    await chooseLargest(page);
    const view = viewOf(page);
    await view.getByText('Why is this shard here?').click();
    for (const part of ['Chosen', 'Cluster', 'Compare', 'Time–memory']) {
      await view.getByRole('button', { name: part, exact: true }).click();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const { violations } = await new AxeBuilder({ page }).include('[aria-label="Placement"]').analyze();
        expect(violations.map(({ id, nodes }) => [part, id, nodes[0].html])).toEqual([]);
      }
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
