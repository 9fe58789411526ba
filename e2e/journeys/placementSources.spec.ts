// Where the placement panel's tables and plans come from: what runs left, the DLRM in training, a task of a file; and how
// they outlive the page: a reload, a second tab, a link.
import { expect, type Page, test } from '@playwright/test';
import { costsRecord } from '../../src/sharding/measured/costsFile';
import { costsOfModel, likelyModel } from '../../src/sharding/measured/testing/pricedModel';
import { networkText } from '../../src/sharding/trained/networkFile';
import { randomNetworks } from '../../src/sharding/trained/testing/networks';
import { drop, errorsOf, SMALL_CLICKS, statusOf } from './page';
import {
  boardOf,
  figureOf,
  keeps,
  newsOf,
  openBoard,
  planned,
  planWith,
  rewriteKept,
  viewOf,
} from './placementParts';

test.describe.configure({ timeout: 240_000 });

const LONG = { timeout: 180_000 };
const heading = (page: Page) => viewOf(page).getByRole('heading', { level: 2 });
const openPanel = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

test('a finished run’s plan opens in the panel, with its tables, as it is', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto('./?experiment=torchrec-planner');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished/, LONG);
  const said = await page
    .getByText('Narrow ms', { exact: true })
    .locator('xpath=..')
    .locator('dd')
    .first()
    .textContent();
  const files = page.getByRole('region', { name: 'Files of the run' });
  await expect(files.getByRole('button', { name: 'Open train.py in Placement' })).toHaveCount(0);
  await files
    .getByRole('button', { name: 'Open plan-improved.json in Placement' })
    .click({ timeout: 30_000 });
  await expect(heading(page)).toContainText(': plan-improved.json');
  await expect(boardOf(page)).toBeVisible();
  // Its plan is looked at, not laid out again.
  await expect(viewOf(page).getByRole('button', { name: 'Run planner' })).toBeEnabled();
  // What the run says of its last plan is what the panel says of it.
  const before = await figureOf(page, 'Slowest device').textContent();
  expect(before).toBe(said);
  await viewOf(page).getByRole('button', { name: 'Undo: ' }).first().click();
  await expect(heading(page)).toContainText('MLPerf DLRM-DCNv2');
  // And again from the panel.
  await viewOf(page).getByRole('button', { name: 'Cluster', exact: true }).click();
  const left = viewOf(page).getByRole('combobox', { name: 'A file that a run left' });
  const option = await left.locator('option', { hasText: ': plan-improved.json' }).textContent();
  expect(option).toMatch(/^\S+( \S+)*, torchrec-planner: plan-improved\.json$/);
  await left.selectOption({ label: option ?? '' });
  await expect(heading(page)).toContainText(': plan-improved.json');
  await expect(figureOf(page, 'Slowest device')).toHaveText(before ?? '');
  expect(errors).toEqual([]);
});

test('the DLRM in training is laid out with what it has looked up, while it goes on', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./${SMALL_CLICKS}&steps=100000&panel=placement`);
  await planned(page);
  const view = viewOf(page);
  const ask = view.getByRole('button', { name: 'The DLRM in training' });
  await ask.click();
  await expect(view.getByRole('alert')).toContainText('No DLRM has left its tables');
  await view.getByRole('button', { name: 'Set one up' }).click();
  await expect(page.getByRole('button', { name: 'Charts', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await page.goto(`./${SMALL_CLICKS}&steps=100000`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const files = page.getByRole('region', { name: 'Files of the run' });
  await expect(files).toContainText(/their rows were looked up in the \d[\d,]* impressions/, LONG);
  await openPanel(page, 'Placement');
  await ask.click();
  await expect(heading(page)).toContainText(': tables.json');
  await planned(page);
  await expect(statusOf(page)).toHaveText(/^step [1-9]/);
  await expect(heading(page)).toContainText('6 tables');
  expect(errors).toEqual([]);
});

test('a file of tasks asks which, and another is opened by keyboard', async ({ page }) => {
  await openBoard(page);
  const rows = Array.from({ length: 12 }, (_, k) => `own ${k},${1e5 + 3e4 * k},${1 + k}`);
  const tasks = {
    train: [[0, 1, 2]],
    test: [
      [3, 4],
      [5, 6, 7, 8],
    ],
  };
  await drop(page, [
    { name: 'own.csv', bytes: Buffer.from(`name,rows,pooling\n${rows.join('\n')}\n`) },
    { name: 'tasks.json', bytes: Buffer.from(JSON.stringify(tasks)) },
  ]);
  await expect(heading(page)).toContainText('own.csv, test task 0 of tasks.json');
  await expect(heading(page)).toContainText('2 tables');
  const task = viewOf(page).getByRole('textbox', { name: 'Task', exact: true });
  await task.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('2');
  await expect(viewOf(page).getByRole('alert')).toContainText('Give a whole number from 0 to 1');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('1');
  await page.keyboard.press('Enter');
  await expect(heading(page)).toContainText('4 tables');
  await viewOf(page).getByRole('combobox', { name: 'Tasks' }).selectOption('train');
  await expect(heading(page)).toContainText('train task 0');
  await keeps(page, 'train task 0');
  await page.reload();
  await expect(heading(page)).toContainText('train task 0');
  await viewOf(page).getByRole('combobox', { name: 'Tasks' }).selectOption('test');
  await expect(heading(page)).toContainText('test task 0');
});

test('an edited plan outlives a reload; a second tab has one of its own', async ({ page, context }) => {
  const errors = errorsOf(page);
  await openBoard(page);
  await viewOf(page).getByRole('button', { name: 'Table', exact: true }).click();
  await viewOf(page).getByRole('button', { name: 't_cat_9', exact: true }).click();
  const sheet = viewOf(page).getByRole('region', { name: 'Shard of t_cat_9' });
  await sheet.getByRole('combobox', { name: 'Cut by columns into' }).selectOption('4');
  await sheet.getByRole('button', { name: 'Pin', exact: true }).click();
  const slowest = (await figureOf(page, 'Slowest device').textContent()) ?? '';
  await keeps(page, '"pinned":[9]');
  await page.reload();
  await expect(figureOf(page, 'Slowest device')).toHaveText(slowest);
  await expect(heading(page)).toContainText('MLPerf DLRM-DCNv2');
  await viewOf(page).getByRole('button', { name: 'Table', exact: true }).click();
  await viewOf(page).getByRole('button', { name: 't_cat_9', exact: true }).click();
  await expect(sheet.getByRole('button', { name: 'Pinned' })).toBeVisible();
  await expect(sheet).toContainText('cols 1/4');

  const second = await context.newPage();
  await openBoard(second);
  await second.getByRole('button', { name: 'Cluster', exact: true }).click();
  await second.getByRole('button', { name: '100 made up' }).click();
  await keeps(second, 'made up, 100 tables');
  await page.reload();
  await expect(heading(page)).toContainText('MLPerf DLRM-DCNv2');
  await expect(figureOf(page, 'Slowest device')).toHaveText(slowest);
  await second.reload();
  await expect(heading(second)).toContainText('made up, 100 tables');
  await page.close();
  await second.close();
  expect(errors).toEqual([]);
});

test('steps, the plan to compare with, costs and networks outlive a reload', async ({ page }) => {
  const errors = errorsOf(page);
  await openBoard(page);
  const view = viewOf(page);
  const slowest = figureOf(page, 'Slowest device');
  await drop(page, [
    { name: 'costs.json', bytes: Buffer.from(JSON.stringify(costsRecord(costsOfModel(likelyModel)))) },
    { name: 'network.json', bytes: Buffer.from(networkText(randomNetworks(3, 4).autoshard)) },
  ]);
  await expect(newsOf(page)).toHaveText('Plans are judged by kernels measured on a card');
  await view.getByRole('button', { name: 'Table', exact: true }).click();
  await view.getByRole('button', { name: 't_cat_9', exact: true }).click();
  const before = (await slowest.textContent()) ?? '';
  await view
    .getByRole('region', { name: 'Shard of t_cat_9' })
    .getByRole('combobox', { name: 'Cut by columns into' })
    .selectOption('4');
  await view.getByRole('button', { name: 'Keep to compare' }).click();
  await planWith(page, 'Random');
  const after = (await slowest.textContent()) ?? '';
  const against = (await figureOf(page, 'Against the kept plan').textContent()) ?? '';
  expect(against).not.toBe('–');
  await keeps(page, '"kept":{"label"');
  await keeps(page, 'network');
  await page.reload();
  await expect(slowest).toHaveText(after);
  await expect(figureOf(page, 'Against the kept plan')).toHaveText(against);
  // Its network is there still, and so are the costs.
  await view.getByRole('combobox', { name: 'Planner', exact: true }).selectOption({ label: 'AutoShard' });
  await expect(view.getByRole('button', { name: 'Run planner' })).toBeVisible();
  await expect(view.getByRole('combobox', { name: 'Cost model' }).first()).toContainText(
    'Kernels measured on a card',
  );
  await view.getByRole('button', { name: /^Undo: Random/ }).click();
  await expect(figureOf(page, 'Against the kept plan')).toHaveText('±0 %');
  await view.getByRole('button', { name: /^Undo: / }).click();
  await expect(slowest).toHaveText(before);
  expect(errors).toEqual([]);
});

test('what was kept and is damaged is dropped with a word, and the panel opens', async ({ page }) => {
  await openBoard(page);
  await keeps(page, 'MLPerf');
  await page.goto('about:blank');
  await page.goto('./');
  await rewriteKept(page, (text) => text.slice(0, 900));
  await openPanel(page, 'Placement');
  await expect(newsOf(page)).toHaveText(/laid out here before is dropped: .*damaged or cut off/);
  await expect(boardOf(page)).toBeVisible();
});

test('steps that are damaged, or too many for the browser, lose nothing else', async ({ page }) => {
  await openBoard(page);
  const view = viewOf(page);
  const slowest = figureOf(page, 'Slowest device');
  await planWith(page, 'Random');
  const random = (await slowest.textContent()) ?? '';
  await keeps(page, '"label":"Random');
  await page.goto('about:blank');
  await page.goto('./');
  await rewriteKept(page, (text) => {
    const record = JSON.parse(text);
    record.surroundings.at = 99;
    return JSON.stringify(record);
  });
  await openPanel(page, 'Placement');
  await expect(newsOf(page)).toHaveText(
    /Steps to undo and the plan to compare with are dropped: .*no step 99/,
  );
  await expect(slowest).toHaveText(random);

  // A browser that has room for the plan alone.
  await page.evaluate(() => {
    const { write } = FileSystemWritableFileStream.prototype;
    FileSystemWritableFileStream.prototype.write = function (data) {
      if (String(data).includes('"surroundings"')) throw new DOMException('full', 'QuotaExceededError');
      return write.call(this, data);
    };
  });
  await planWith(page, 'Greedy by size');
  const greedy = (await slowest.textContent()) ?? '';
  await expect(newsOf(page)).toHaveText(/no room to keep steps to undo/);
  await page.reload();
  await expect(slowest).toHaveText(greedy);
  await expect(view.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
});

test('a link opens the same tables on the same cluster, over what is there', async ({ page }) => {
  await openBoard(page);
  await expect(page).toHaveURL(/placed=mlperf\.torchrec-a100/);
  await keeps(page, 'MLPerf');
  await page.goto('./?panel=placement&placed=generated-40-3.dgx-a100');
  await planned(page);
  await expect(heading(page)).toContainText('made up, 40 tables, seed 3');
  await viewOf(page).getByRole('button', { name: 'Cluster', exact: true }).click();
  await expect(viewOf(page).getByRole('combobox', { name: 'Cluster' })).toHaveValue('dgx-a100');
  await viewOf(page).getByRole('textbox', { name: 'Device memory', exact: true }).fill('33');
  await page.keyboard.press('Enter');
  // No address says numbers changed by hand.
  await expect(page).not.toHaveURL(/placed=/);
  await page.goto('./?panel=placement&placed=elsewhere');
  await expect(newsOf(page)).toHaveText(/The address names "elsewhere"/);
});
