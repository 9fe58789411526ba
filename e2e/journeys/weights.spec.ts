// Looking inside a network while it trains: attention, filters and feature maps appear, follow the training
// and the reader's choices, and come back with a saved run.
import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { decodeBundle } from '../../src/lab/bundle';
import { errorsOf, openFile, saved, statusOf } from './page';

test.describe.configure({ timeout: 300_000 });

const SMALL = 'width=8&samples=128&resolution=8&batch=16';
const patient = { timeout: 120_000 };

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Weights', exact: true });

async function openPanel(page: Page, url: string): Promise<Locator> {
  await page.goto(url);
  await page.getByRole('button', { name: 'Weights', exact: true }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const panel = panelOf(page);
  await expect(panel.getByText(/^Step [\d,]+, \d+ s ago$/)).toBeVisible(patient);
  return panel;
}

/** The pixels of a figure's drawing. */
const pixelsOf = (figure: Locator): Promise<string> =>
  figure.locator('canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

const shownStep = async (panel: Locator): Promise<number> =>
  Number(
    /Step ([\d,]+)/.exec((await panel.getByText(/^Step [\d,]+,/).textContent()) ?? '')?.[1].replace(',', ''),
  );

/** Waits for a later look than the one shown now, and for its drawing. */
async function expectChange(panel: Locator, figure: Locator): Promise<void> {
  const [before, step] = [await pixelsOf(figure), await shownStep(panel)];
  await expect.poll(() => shownStep(panel), patient).toBeGreaterThan(step);
  await expect.poll(() => pixelsOf(figure), patient).not.toBe(before);
}

test('a vision transformer: attention follows training, image, patch, layer and head', async ({
  page,
  context,
}) => {
  const errors = errorsOf(page);
  const panel = await openPanel(page, `./?experiment=train-vit&${SMALL}&depth=2&heads=2&steps=4000`);
  const heads = panel.getByRole('figure', { name: 'Where each head looks' });
  await expect(heads).toContainText('Layer 1, 2 heads');
  await expectChange(panel, heads);

  // Another image, patch, layer and head, all by keyboard.
  const image = panel.getByRole('textbox', { name: /^Test image, of 32/ });
  await image.press('ArrowRight');
  await expect(panel.getByText(/^Test image 2 of 32: /)).toBeVisible(patient);
  await panel.getByRole('group', { name: /^Patches/ }).press('ArrowRight');
  await expect(panel.getByRole('figure', { name: 'Where patch 1, 1 looks' })).toBeVisible();
  await panel.getByRole('group', { name: /^Patches/ }).press('Escape');
  await panel.getByRole('combobox', { name: 'Layer' }).selectOption('2');
  await panel.getByRole('group', { name: /^Where each head looks/ }).press('End');
  await expect(heads.locator('[data-reading]')).toHaveText(/^head 2, row 1, column 1: [\d.e-]+$/);
  await panel.getByRole('group', { name: /^Where each head looks/ }).press('Enter');
  const matrix = panel.getByRole('figure', { name: 'Layer 2, head 2: every patch to every patch' });
  await expect(matrix).toContainText('of 16.');

  await panel.getByRole('button', { name: 'Positions', exact: true }).click();
  await expect(panel.getByText(/Neighbours in a row: -?\d\.\d\d/)).toBeVisible();
  await panel.getByRole('button', { name: 'Parameters', exact: true }).click();
  const rows = panel.getByRole('row', { name: /^head\.weight 8 × 10 / });
  await expect(rows).toBeVisible();

  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(statusOf(page)).toHaveText(/^Stopped · step \d+ of 4,?000/, patient);
  await expect(panel.getByText(/^Step [\d,]+, the last look$/)).toBeVisible();
  await panel.getByRole('button', { name: 'Attention', exact: true }).click();

  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  const bytes = readFileSync(bundle.path);
  const { probe, tables } = decodeBundle(new Uint8Array(bytes));
  expect(probe!.sample!.index).toBe(1);
  expect(probe!.step).toBeGreaterThanOrEqual(tables.training.length);
  for (const { pictures } of probe!.attention!.maps)
    for (let row = 0; row < 32; row++)
      expect(pictures.values.subarray(16 * row, 16 * row + 16).reduce((a, b) => a + b)).toBeCloseTo(1, 1);

  const other = await context.newPage();
  await other.goto('./');
  await openFile(other, { name: bundle.name, mimeType: '', buffer: bytes });
  await other.getByRole('button', { name: 'Weights', exact: true }).click();
  const reopened = panelOf(other);
  await expect(reopened.getByText(/^Step [\d,]+, as saved/)).toBeVisible();
  await expect(reopened.getByRole('figure', { name: 'Where each head looks' })).toBeVisible();
  await expect(reopened.getByText(/^Test image 2 of 32: /)).toBeVisible();
  await other.close();
  expect(errors).toEqual([]);
});

test('a ResNet: feature maps and filters follow training; values are read by keys and as a table', async ({
  page,
}) => {
  const errors = errorsOf(page);
  const panel = await openPanel(page, `./?experiment=train-resnet&${SMALL}&steps=4000`);
  await expectChange(panel, panel.getByRole('figure', { name: 'stage1' }));
  await expect(panel.getByRole('figure', { name: 'stage3' })).toContainText('16 of 32 channels, 2 × 2');

  await panel.getByRole('button', { name: 'Filters', exact: true }).click();
  const filters = panel.getByRole('figure', { name: 'Filters of stem.conv.weight' });
  await expectChange(panel, filters);
  await expect(filters).toContainText('8 of 8 filters of 3 × 3 pixels, mean of the channels');
  await filters.getByRole('combobox', { name: 'Channel' }).selectOption('blue');
  await expect(filters).toContainText('3 × 3 pixels, blue');

  // Paused, what is shown stands still, and every value can be read.
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(statusOf(page)).toHaveText(/^Paused/, patient);
  const drawing = filters.getByRole('group', { name: /arrow keys read values/ });
  await drawing.press('ArrowRight');
  await drawing.press('ArrowDown');
  const reading = filters.locator('[data-reading]');
  await expect(reading).toHaveText(/^filter 1, row 2, column 1: -?[\d.e-]+$/);
  await filters.getByRole('button', { name: /as a table$/ }).click();
  await expect(filters.getByRole('row')).toHaveCount(1 + 8);

  // Without the panel nobody looks.
  await page.getByRole('button', { name: 'Charts', exact: true }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(statusOf(page)).toHaveText(/^Stopped/, patient);
  expect(errors).toEqual([]);
});
