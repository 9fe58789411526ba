// Charts under two fingers, on a screen 400 pixels wide.
import { expect, test } from '@playwright/test';
import { lossOf, plotOf } from './chartParts';

test.use({ viewport: { width: 400, height: 800 }, hasTouch: true });

test('two fingers zoom around what is between them, and pan', async ({ page }) => {
  await page.goto('./');
  const plot = plotOf(page);
  const over = lossOf(page).locator('.u-over');
  // The keys read what is drawn.
  await expect(over).toBeVisible();
  const heard = lossOf(page).locator('[aria-live=polite]');
  const stepAt = async (key: 'Home' | 'End'): Promise<number> => {
    await plot.press(key);
    await expect(heard).toHaveText(/step [\d,]+:/);
    const text = (await heard.textContent()) ?? '';
    await plot.press('Escape');
    return Number(/step ([\d,]+):/.exec(text)?.[1].replace(',', ''));
  };
  const [first, last] = [await stepAt('Home'), await stepAt('End')];
  await over.scrollIntoViewIfNeeded();
  const box = await over.boundingBox();
  if (!box) throw new Error('The chart has no plot');
  const client = await page.context().newCDPSession(page);
  const fingers = async (type: 'touchStart' | 'touchMove' | 'touchEnd', lefts: readonly number[]) => {
    const y = Math.round(box.y + box.height / 2);
    const touchPoints = lefts.map((x, id) => ({ x: Math.round(x), y, id }));
    await client.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  /** Moves two fingers from where they are to other places, little by little. */
  const gesture = async (from: readonly [number, number], to: readonly [number, number]) => {
    await fingers('touchStart', from);
    for (let share = 0.1; share < 1.05; share += 0.1)
      await fingers(
        'touchMove',
        from.map((left, finger) => left + share * (to[finger] - left)),
      );
    await fingers('touchEnd', []);
  };
  // Three times as close, around what is at 40 % of the width.
  const centre = box.x + 0.4 * box.width;
  await gesture([centre - 30, centre + 30], [centre - 90, centre + 90]);
  await expect(page.getByRole('button', { name: 'Reset zoom' })).toBeVisible();
  const span = last - first;
  const near = async (key: 'Home' | 'End', expected: number) =>
    expect(Math.abs((await stepAt(key)) - expected) / span).toBeLessThan(0.03);
  const zoomed = first + 0.4 * span * (1 - 1 / 3);
  await near('Home', zoomed);
  await near('End', zoomed + span / 3);
  // Both the same way: what was at the left comes into sight.
  await gesture([centre - 60, centre + 20], [centre - 10, centre + 70]);
  const panned = zoomed - ((50 / box.width) * span) / 3;
  await near('Home', panned);
  await near('End', panned + span / 3);
});
