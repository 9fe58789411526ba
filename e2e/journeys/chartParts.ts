// What the journeys through the charts share.
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import { openFile, SMALL_CLICKS, saved, statusOf } from './page';

export const STEPS = 24;
export const lossOf = (page: Page) => page.getByRole('figure', { name: 'Training loss' });
export const plotOf = (page: Page) => lossOf(page).getByRole('group', { name: /arrow keys read values/ });

/** A picture of the chart's canvas, to tell whether it has changed. */
const pixelsOf = (page: Page) => lossOf(page).locator('canvas').screenshot();

/** Does something that changes the picture. */
export async function changes(page: Page, act: () => Promise<unknown>): Promise<void> {
  await page.mouse.move(0, 0);
  const before = await pixelsOf(page);
  await act();
  await expect(async () => expect((await pixelsOf(page)).equals(before)).toBe(false)).toPass({
    timeout: 30_000,
  });
}

/** Trains a small run and opens its own bundle as a second one. */
export async function trainAndReopen(page: Page): Promise<void> {
  await page.goto(`./${SMALL_CLICKS}&steps=${STEPS}`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(new RegExp(`^Finished · step ${STEPS} of`), { timeout: 180_000 });
  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  await openFile(page, { name: 'second.arrow', mimeType: '', buffer: readFileSync(bundle.path) });
  await expect(page.getByRole('list', { name: 'Runs in the charts' }).getByRole('button')).toHaveCount(2);
}

const menuOf = (page: Page) => page.getByRole('button', { name: 'Options and files of Training loss' });

/** The file that an entry of the chart's menu saves. */
export async function fileOf(page: Page, name: string): Promise<Buffer> {
  await menuOf(page).click();
  const { path } = await saved(page, () => page.getByRole('button', { name, exact: true }).click());
  await page.keyboard.press('Escape');
  return readFileSync(path);
}
