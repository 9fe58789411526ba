// The charts of two real runs, one of this session and one opened: axes, smoothing, zoom, highlight, files.
import { expect, test } from '@playwright/test';
import { tableFromIPC } from 'apache-arrow';
import { changes, fileOf, lossOf, plotOf, STEPS, trainAndReopen } from './chartParts';
import { errorsOf } from './page';

test.describe.configure({ timeout: 240_000 });

test('axes, smoothing and zoom change what is drawn, and everything comes back', async ({ page }) => {
  const errors = errorsOf(page);
  await trainAndReopen(page);
  for (const title of ['Normalised entropy', 'Learning rate', 'Throughput', 'Step time'])
    await expect(page.getByRole('figure', { name: title })).toHaveCount(1);

  await changes(page, () => page.keyboard.press('l'));
  await expect(page.getByRole('button', { name: 'Logarithmic vertical axes' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await changes(page, () => page.keyboard.press('h'));
  const smoothing = page
    .getByRole('toolbar', { name: 'All charts' })
    .getByRole('slider', { name: 'Smoothing' });
  await changes(page, () => smoothing.fill('0.9'));
  await smoothing.fill('0');
  await page.keyboard.press('l');
  await page.keyboard.press('h');

  await page.getByRole('combobox', { name: 'Horizontal axis of all charts' }).selectOption('samples seen');
  await expect(lossOf(page)).toContainText('over samples 64 to 1,536');
  await page.getByRole('combobox', { name: 'Horizontal axis of all charts' }).selectOption('step');

  const reset = page.getByRole('button', { name: 'Reset zoom' });
  await expect(reset).toBeHidden();
  const over = lossOf(page).locator('.u-over');
  const box = await over.boundingBox();
  if (!box) throw new Error('The chart has no plot');
  const [middle, right] = [box.x + box.width * 0.25, box.x + box.width * 0.75];
  const dragAcross = async () => {
    await page.mouse.move(middle, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(right, box.y + box.height / 2, { steps: 5 });
    await page.mouse.up();
  };
  await changes(page, dragAcross);
  await expect(reset).toBeVisible();
  await over.dblclick();
  await expect(reset).toBeHidden();

  await plotOf(page).press('+');
  await expect(reset).toBeVisible();
  await plotOf(page).press('0');
  await expect(reset).toBeHidden();
  await page.mouse.move(middle, box.y + box.height / 2);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await expect(reset).toBeVisible();
  await reset.click();

  await page.getByRole('button', { name: 'Let Training loss fill the board' }).click();
  await expect(page.getByRole('figure')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('figure', { name: 'Learning rate' })).toHaveCount(1);
  expect(errors).toEqual([]);
});

test('pointing at a run and going along its curve make it stand out, and values can be heard', async ({
  page,
}) => {
  await trainAndReopen(page);
  const chips = page.getByRole('list', { name: 'Runs in the charts' }).getByRole('button');
  await changes(page, () => chips.first().hover());
  await page.mouse.move(0, 0);
  const heard = lossOf(page).locator('[aria-live=polite]');
  await plotOf(page).press('End');
  await expect(heard).toHaveText(new RegExp(`^second\\.arrow, step ${STEPS}: training loss [\\d.]+$`));
  await plotOf(page).press('ArrowLeft');
  await expect(heard).toContainText(`step ${STEPS - 1}`);
  const own = (await chips.first().textContent()) ?? '';
  await plotOf(page).press('ArrowUp');
  await expect(heard).toHaveText(new RegExp(`^${own}, step ${STEPS - 1}: `));
  await expect(chips.first()).toHaveAttribute('data-hovered', 'true');
  // Both at the cursor, for the eye.
  await expect(lossOf(page).getByText(`step ${STEPS - 1}`, { exact: true })).toBeVisible();
  await expect(lossOf(page).getByText(own, { exact: true })).toBeVisible();
});

test('every row goes into the files, and pictures are well formed', async ({ page }) => {
  await trainAndReopen(page);
  const one = (await fileOf(page, 'CSV')).toString().trimEnd().split('\n');
  expect(one[0]).toBe('run,step,epoch,trainLoss');
  expect(one.slice(1).map((line) => Number(line.split(',')[1]))).toEqual(
    Array.from({ length: STEPS }, (_, row) => row + 1),
  );
  const both = (await fileOf(page, 'CSV of all runs')).toString().trimEnd().split('\n');
  expect(both).toHaveLength(2 * STEPS + 1);
  expect(both.slice(STEPS + 1)).toEqual(one.slice(1));

  const table = tableFromIPC(await fileOf(page, 'Arrow of all runs'));
  expect(table.numRows).toBe(2 * STEPS);
  const losses = Array.from(table.getChild('trainLoss') ?? [], String);
  expect(losses).toEqual(both.slice(1).map((line) => line.split(',')[3]));
  expect(String(table.getChild('run')?.get(2 * STEPS - 1))).toBe('second.arrow');

  const svg = (await fileOf(page, 'SVG')).toString();
  const drawn = await page.evaluate((text) => {
    const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
    const curves = [...parsed.querySelectorAll('[clip-path] path')].map(
      (path) => path.getAttribute('d') ?? '',
    );
    return {
      problem: parsed.querySelector('parsererror')?.textContent ?? null,
      points: curves.map((path) => path.split('L').length),
      texts: [...parsed.querySelectorAll('text')].map(({ textContent }) => textContent),
      images: parsed.querySelectorAll('image').length,
    };
  }, svg);
  expect(drawn).toMatchObject({ problem: null, points: [STEPS, STEPS], images: 0 });
  expect(drawn.texts).toEqual(expect.arrayContaining(['Training loss', 'step', 'nats', 'second.arrow']));

  const png = await fileOf(page, 'PNG');
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const size = await page.evaluate(
    async (bytes) => {
      const { width, height } = await createImageBitmap(
        new Blob([new Uint8Array(bytes)], { type: 'image/png' }),
      );
      return [width, height];
    },
    [...png],
  );
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  expect(size).toEqual([2 * Number(width), 2 * Number(height)]);
});
