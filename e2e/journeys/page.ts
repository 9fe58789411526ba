// What the journeys through the page share.
import { expect, type Locator, type Page } from '@playwright/test';

/** A run of seconds on the software adapter. */
export const SMALL_CLICKS = '?experiment=train-dlrm&samples=2048&testSamples=256&batch=64&evaluateEvery=4';

/** What the run is doing, in the header; controls have outputs of their own. */
export const statusOf = (page: Page): Locator => page.getByRole('banner').getByRole('status');

/** The number beside a name among the four at the top. */
export const headlineOf = (page: Page, name: string): Locator =>
  page
    .locator('dl', { hasText: 'Samples per second' })
    .locator('div', { hasText: name })
    .locator('dd')
    .first();

/** Gives files to whatever file dialog `open` opens. */
export async function give(
  page: Page,
  open: () => Promise<void>,
  files: Parameters<Locator['setInputFiles']>[0],
) {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), open()]);
  await chooser.setFiles(files);
}

export interface Given {
  name: string;
  bytes: Uint8Array;
}

/** Drops files on the page as a reader would. */
export async function drop(page: Page, files: readonly Given[]): Promise<void> {
  const given = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  await page.locator('main').evaluate((target, all) => {
    const dataTransfer = new DataTransfer();
    for (const { name, base64 } of all) {
      const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      dataTransfer.items.add(new File([content], name));
    }
    for (const type of ['dragenter', 'dragover', 'drop'])
      target.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  }, given);
}

export const openFile = (page: Page, files: Parameters<Locator['setInputFiles']>[0]) =>
  give(
    page,
    () => page.getByRole('button', { name: 'Open data, a saved run or a checkpoint' }).click(),
    files,
  );

/** Bytes of the file that a click saves, and its name. */
export async function saved(page: Page, click: () => Promise<void>): Promise<{ name: string; path: string }> {
  const [download] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: download.suggestedFilename(), path: await download.path() };
}

/** Errors of the page; a journey ends without any. */
export function errorsOf(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}

/** The network may go: the page has stored all of itself. */
export const isStored = (page: Page): Promise<void> =>
  // Beside every list of sources.
  expect(page.getByText('Works offline').first()).toBeVisible({ timeout: 120_000 });
