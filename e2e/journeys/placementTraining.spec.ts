// A DLRM of the lab is trained under the plan that the placement panel has open: on the log its tables were counted in,
// or with the plan in place where that log is the reader's own file.
import { expect, test } from '@playwright/test';
import { tablesText } from '../../src/sharding/tables/writeTables';
import { drop, errorsOf, give, SMALL_CLICKS, statusOf } from './page';
import { newsOf, planned, planWith, viewOf } from './placementParts';

test.describe.configure({ timeout: 240_000 });

const LONG = { timeout: 180_000 };

test('the DLRM that was trained is trained under the panel’s plan', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./${SMALL_CLICKS}&steps=4`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, LONG);
  // The reader's own number of steps; the rest is the run's.
  await page.getByRole('combobox', { name: 'Experiment' }).selectOption('zionex');
  const steps = page.getByRole('textbox', { name: 'Steps', exact: true });
  await steps.fill('2');
  await steps.press('Enter');
  await page.getByRole('button', { name: 'Placement', exact: true }).click();
  await planned(page);
  const view = viewOf(page);
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  const train = view.getByRole('button', { name: 'Train under this plan' });
  await expect(train).toHaveCount(0);
  await view.getByRole('button', { name: 'Cluster', exact: true }).click();
  await view.getByRole('button', { name: 'The DLRM in training' }).click();
  await expect(view.getByRole('heading', { level: 2 })).toContainText(': tables.json');
  await planned(page);
  for (const [name, value] of [
    ['Devices a host', '2'],
    ['Devices', '2'],
  ]) {
    await view.getByRole('textbox', { name, exact: true }).fill(value);
    await page.keyboard.press('Enter');
    await planned(page);
  }
  await planWith(page, 'Greedy by size');
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await train.click();
  await expect(view.getByRole('button', { name: 'Stop training' })).toBeVisible();
  await expect(train).toBeDisabled();
  await expect(newsOf(page)).toHaveText(
    /^Trained under the plan: test log loss 0\.\d+, unsharded 0\.\d+$/,
    LONG,
  );
  const outcome = view.getByRole('table', { name: /2 steps/ });
  await expect(outcome.getByRole('row', { name: 'Two runs, one hash' })).toContainText('yes');
  await expect(outcome.getByRole('row', { name: /^Change/ })).toContainText(/[+−]\d/);

  // Another plan was not trained under; the run says all that it found, of the log and the model of the first.
  await planWith(page, 'Random');
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await expect(view.getByText('under another plan of these tables')).toBeVisible();
  await view.getByRole('button', { name: 'All it found' }).click();
  const found = page.getByRole('main');
  await expect(found).toContainText('synthetic click log "scaling"');
  await expect(found).toContainText('2,048 impressions');
  await expect(found).toContainText('as sharding-plan.json says');
  await page.getByRole('button', { name: 'Placement', exact: true }).click();
  await view.getByRole('button', { name: 'Undo: Random' }).click();
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await expect(outcome).toBeVisible();
  expect(errors).toEqual([]);
});

/** A number, and two columns of ids of which 400 and 900 occur. */
const clicks = Buffer.from(
  `label,n,c0,c1\n${Array.from({ length: 2000 }, (_, i) => `${(i * 7) % 5 ? 0 : 1},${(i % 13) / 4},a${i % 400},b${(i * 11) % 900}`).join('\n')}\n`,
);

test('where the log is a file, the plan is put in place and the file is asked for', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto('./?panel=placement');
  await planned(page);
  const tables = [400, 900].map((rows, index) => ({
    ...{ name: `c${index}`, rows, dimension: 8, bytesPerElement: 4, poolingFactor: 2, coverage: 1 },
  }));
  const run = { experiment: 'train-dlrm', seed: 5, settings: { dimension: 8 }, files: ['clicks.csv'] };
  const left = { run, tables: JSON.parse(tablesText(tables)) };
  await drop(page, [{ name: 'tables.json', bytes: Buffer.from(JSON.stringify(left)) }]);
  const view = viewOf(page);
  await expect(view.getByRole('heading', { level: 2 })).toContainText('tables.json');
  await planned(page);
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await view.getByRole('button', { name: 'Train under this plan' }).click();
  await expect(newsOf(page)).toHaveText(/The plan is in place\. The log was clicks\.csv: add it/);
  const add = view.getByRole('button', { name: 'Add clicks.csv…' });
  await give(page, () => add.click(), { name: 'clicks.csv', mimeType: 'text/csv', buffer: clicks });
  await expect(add).toHaveCount(0);
  await page.getByRole('button', { name: 'Results', exact: true }).click();
  const settings = page.getByRole('complementary', { name: 'Settings' });
  await expect(settings.getByRole('combobox', { name: 'Experiment' })).toHaveValue('zionex');
  await expect(settings.getByRole('region', { name: 'Data' })).toContainText('sharding-plan.json');
  await expect(settings.getByRole('textbox', { name: 'Dimension' })).toHaveValue('8');
  await expect(settings.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('5');
  for (const [name, value] of [
    [/^Steps/, '2'],
    [/^Batch/, '16'],
  ] as const) {
    await settings.getByRole('textbox', { name }).fill(value);
    await page.keyboard.press('Enter');
  }
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, LONG);
  const found = page.getByRole('main');
  await expect(found).toContainText('clicks.csv');
  await expect(found).toContainText('as sharding-plan.json says');
  expect(errors).toEqual([]);
});
