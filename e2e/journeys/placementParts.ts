// What the journeys over the placement board share.
import { expect, type Locator, type Page } from '@playwright/test';

export const viewOf = (page: Page): Locator => page.getByRole('region', { name: 'Placement', exact: true });
export const boardOf = (page: Page): Locator => viewOf(page).getByRole('listbox', { name: /shards on/ });
/** The chosen shard or device, as an element over the picture of it. */
export const chosenOf = (page: Page): Locator => boardOf(page).getByRole('option');
export const newsOf = (page: Page): Locator => viewOf(page).getByRole('status').last();
export const plannerOf = (page: Page): Locator => viewOf(page).getByRole('region', { name: 'Planner' });

/** The number under a name at the top. */
export const figureOf = (page: Page, name: string): Locator =>
  viewOf(page)
    .locator('dl')
    .filter({ hasText: 'Fullest device' })
    .locator('div')
    .filter({ hasText: name })
    .locator('b');

export async function planned(page: Page): Promise<void> {
  await expect(plannerOf(page)).toHaveAttribute('data-state', 'done', { timeout: 120_000 });
}

/** Opens the panel and waits for its first plan. */
export async function openBoard(page: Page): Promise<void> {
  await page.goto('./?panel=placement');
  await planned(page);
  await viewOf(page).scrollIntoViewIfNeeded();
}

/** Lays the tables out with another planner. */
export async function planWith(page: Page, title: string): Promise<void> {
  await viewOf(page).getByRole('combobox', { name: 'Planner', exact: true }).selectOption({ label: title });
  await viewOf(page).getByRole('button', { name: 'Run planner' }).click();
  await planned(page);
}

/** The number of a device in a label. */
export const deviceIn = (label: string | null): number => Number(/device (\d+)/.exec(label ?? '')?.[1]);

export const millisecondsIn = (text: string | null): number => Number(/([\d.]+) ms/.exec(text ?? '')?.[1]);

/** Where the chosen element is on the screen, and the middle of the column beside it. */
export async function middles(page: Page) {
  const box = await chosenOf(page).boundingBox();
  if (!box) throw new Error('Nothing is chosen on the board');
  const device = deviceIn(await chosenOf(page).getAttribute('aria-label'));
  const beside = device === 0 ? 1 : device - 1;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return { device, beside, x, y, besideX: x + (beside - device) * box.width };
}

/** Waits until this browser keeps a text of the panel. */
export const keeps = (page: Page, text: string) =>
  expect
    .poll(() =>
      page.evaluate(async () => {
        const root = await navigator.storage.getDirectory();
        const folder = await root.getDirectoryHandle('placement');
        const texts: string[] = [];
        for await (const handle of folder.values())
          if (handle instanceof FileSystemFileHandle)
            // One that is being written anew cannot be read for that moment.
            texts.push(
              await handle
                .getFile()
                .then(
                  (file) => file.text(),
                  () => '',
                )
                .catch(() => ''),
            );
        return texts.join('\n');
      }),
    )
    .toContain(text);

/** Changes every text that this browser keeps of the panel. */
export async function rewriteKept(page: Page, change: (text: string) => string): Promise<void> {
  const texts = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('placement');
    const found: [name: string, text: string][] = [];
    for await (const handle of folder.values())
      if (handle instanceof FileSystemFileHandle)
        found.push([handle.name, await (await handle.getFile()).text()]);
    return found;
  });
  const changed = texts.map(([name, text]) => [name, change(text)] as const);
  await page.evaluate(async (all) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('placement');
    for (const [name, text] of all) {
      const stream = await (await folder.getFileHandle(name)).createWritable();
      await stream.write(text);
      await stream.close();
    }
  }, changed);
}
