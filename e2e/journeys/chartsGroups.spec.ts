// Charts of several runs: groups of them, and second metrics, for the eye, the pointer and the keyboard.
import { expect, test } from '@playwright/test';
import { changes, fileOf, lossOf, plotOf, STEPS, trainAndReopen } from './chartParts';
import { SMALL_CLICKS, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });

test('runs that differ in the seed alone are a group: its mean and band are drawn, listed and heard', async ({
  page,
}) => {
  for (const [index, settings] of [
    'seed=1&dimension=8',
    'seed=2&dimension=8',
    'seed=1&dimension=4',
  ].entries()) {
    await page.goto(`./${SMALL_CLICKS}&steps=8&${settings}`);
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect(statusOf(page)).toHaveText(/^Finished · step 8 of 8/, { timeout: 120_000 });
    await page.getByRole('button', { name: 'Runs', exact: true }).click();
    const grid = page.getByRole('grid', { name: 'Runs' });
    await expect(grid.getByTitle(/^Kept in this browser/)).toHaveCount(index + 1);
  }
  const grouping = page.getByRole('combobox', { name: 'Group by' });
  await grouping.selectOption('Seed');
  const table = page.getByRole('region', { name: 'Groups of runs' });
  await expect(table.getByRole('row', { name: /^1/ }).getByRole('cell').first()).toHaveText('2');
  await grouping.selectOption('All but the seed');
  const repeats = table.getByRole('row', { name: 'dimension 8' });
  await expect(repeats.getByRole('cell').first()).toHaveText('2');
  await expect(table.getByRole('row', { name: 'dimension 4' }).getByRole('cell').first()).toHaveText('1');

  await page.getByRole('button', { name: 'Charts', exact: true }).click();
  const strip = page.getByRole('list', { name: 'Groups in the charts' }).getByRole('button');
  await expect(strip).toHaveText(['dimension 4 (1)', 'dimension 8 (2)']);
  await changes(page, () => strip.filter({ hasText: 'dimension 8' }).hover());
  await page.mouse.move(0, 0);

  const rows = (await fileOf(page, 'CSV of all runs')).toString().trimEnd().split('\n');
  const last = rows.map((row) => row.split(',')).filter(([, step]) => step === '8');
  expect(last).toHaveLength(3);
  const plot = plotOf(page);
  const heard = lossOf(page).locator('[aria-live=polite]');
  await plot.press('End');
  await expect(heard).toHaveText(/^dimension 4 \(1 run\), step 8: training loss [\d.]+$/);
  await plot.press('ArrowUp');
  const pattern = /^dimension 8 \(2 runs\), step 8: training loss ([\d.]+), ([\d.]+) to ([\d.]+)$/;
  await expect(heard).toHaveText(pattern);
  const [mean, low, high] = (pattern.exec((await heard.textContent()) ?? '') ?? []).slice(1).map(Number);
  const losses = last.map(([, , , loss]) => Number(loss)).slice(0, 2);
  expect(mean).toBeCloseTo((losses[0] + losses[1]) / 2, 2);
  expect([low, high].map((loss) => loss.toFixed(2))).toEqual(
    losses.toSorted((a, b) => a - b).map((loss) => loss.toFixed(2)),
  );
});

test('the second metric of every run is drawn and read by keyboard after the first', async ({ page }) => {
  await trainAndReopen(page);
  const entropy = page.getByRole('figure', { name: 'Normalised entropy' });
  const plot = entropy.getByRole('group', { name: /arrow keys read values/ });
  const heard = entropy.locator('[aria-live=polite]');
  const own = await page
    .getByRole('list', { name: 'Runs in the charts' })
    .getByRole('button')
    .allTextContents();
  await plot.press('End');
  await expect(heard).toHaveText(
    new RegExp(`^second\\.arrow, step ${STEPS}: test normalised entropy [\\d.]+$`),
  );
  // For the eye: one line a run, beside the cursor.
  await expect(entropy.getByText(`step ${STEPS}`, { exact: true })).toBeVisible();
  await expect(
    entropy.getByRole('listitem', { includeHidden: true }).filter({ hasText: own[0] }),
  ).toHaveCount(1);
  await plot.press('ArrowDown');
  await expect(heard).toHaveText(new RegExp(`^second\\.arrow, step ${STEPS}: best possible [\\d.]+$`));
  await plot.press('ArrowDown');
  await expect(heard).toHaveText(new RegExp(`^${own[0]}, step ${STEPS}: test normalised entropy [\\d.]+$`));
  await plot.press('ArrowDown');
  await expect(heard).toHaveText(new RegExp(`^${own[0]}, step ${STEPS}: best possible [\\d.]+$`));
});
