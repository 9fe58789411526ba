// The board under a finger, on a screen 400 pixels wide: a rest and a drag carry a shard, a swipe scrolls the page.
import { expect, test } from '@playwright/test';
import { boardOf, chosenOf, deviceIn, figureOf, middles, newsOf, openBoard } from './placementParts';

test.use({ viewport: { width: 400, height: 800 }, hasTouch: true });
test.describe.configure({ timeout: 180_000 });

test('a finger that rests takes a shard along; one that does not scrolls', async ({ page }) => {
  await openBoard(page);
  const before = (await figureOf(page, 'Slowest device').textContent()) ?? '';
  await boardOf(page).focus();
  await page.keyboard.press('ArrowUp');
  await boardOf(page).scrollIntoViewIfNeeded();
  const client = await page.context().newCDPSession(page);
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) => {
    const touchPoints = type === 'touchEnd' ? [] : [{ x: Math.round(x), y: Math.round(y) }];
    return client.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  const from = await middles(page);
  await finger('touchStart', from.x, from.y);
  await page.waitForTimeout(350);
  for (let share = 0.1; share < 1.05; share += 0.1)
    await finger('touchMove', from.x + share * (from.besideX - from.x), from.y - 20 * share);
  await finger('touchEnd');
  await expect(newsOf(page)).toHaveText(/^Move .* to device/);
  expect(deviceIn(await chosenOf(page).getAttribute('aria-label'))).toBe(from.beside);

  const scrolled = () => page.evaluate(() => scrollY);
  const there = await scrolled();
  const now = await middles(page);
  await finger('touchStart', now.x, now.y);
  for (let step = 1; step <= 10; step++) await finger('touchMove', now.x, now.y - 12 * step);
  await finger('touchEnd');
  await expect.poll(scrolled).toBeGreaterThan(there);
  await page.keyboard.press('ControlOrMeta+z');
  await expect(figureOf(page, 'Slowest device')).toHaveText(before);
});
