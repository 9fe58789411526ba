// Plans judged by kernels that were measured: measured from the panel, opened from a file, and a plan that is run.
import { expect, test } from '@playwright/test';
import { costsRecord } from '../../src/sharding/measured/costsFile';
import { costsOfModel, likelyModel } from '../../src/sharding/measured/testing/pricedModel';
import { drop, errorsOf, give } from './page';
import {
  chosenOf,
  deviceIn,
  figureOf,
  keeps,
  millisecondsIn,
  newsOf,
  openBoard,
  planned,
  plannerOf,
  planWith,
  viewOf,
} from './placementParts';

test.describe.configure({ timeout: 240_000 });

/** Seconds on the software adapter. */
const quick = {
  ...{ tables: 3, dimension: 8, mostRows: 300, mostLookups: 2, batch: 24, bottom: 8, top: 8 },
  ...{ devices: 2, gridDevices: 12, learntPlans: 4, plans: 3, rounds: 1, sampleMilliseconds: 0.1 },
  ...{ searchSteps: 2000, leastColumns: 4 },
};
const address = new URLSearchParams(Object.entries(quick).map(([key, value]) => [key, `${value}`]));

/** As milliseconds, whatever the unit; a software adapter may take seconds. */
const timeIn = (text: string | null): number => {
  const [, value, unit] = /([\d.]+) (ms|s|min)/.exec(text ?? '') ?? [];
  return Number(value) * { ms: 1, s: 1000, min: 60_000 }[unit as 'ms'];
};

const costs = { name: 'costs.json', mimeType: 'application/json' };
const costsText = JSON.stringify(costsRecord(costsOfModel(likelyModel)));

test('kernels measured on this GPU become what plans are judged by', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./?experiment=measured-costs&${address}&panel=placement`);
  await planned(page);
  const view = viewOf(page);
  const slowest = figureOf(page, 'Slowest device');
  const estimated = await slowest.textContent();
  await view.getByRole('button', { name: 'TorchRec’s estimator' }).click();
  const sheet = view.getByRole('region', { name: 'What plans are judged by' });
  await sheet.getByRole('button', { name: 'Measure on this GPU' }).click();
  await expect(sheet.getByRole('button', { name: 'Stop measuring' })).toBeVisible();
  await expect(newsOf(page)).toHaveText(/^Plans are judged by kernels measured on /, { timeout: 180_000 });
  await expect(slowest).not.toHaveText(estimated ?? '');
  await expect(sheet).toContainText('It interpolates up to 300 rows');
  await expect(sheet).toContainText('Rows were measured up to 300 of a shard; here are up to 40,000,000.');
  await expect(view.getByText('none is proved')).toBeVisible();

  // The search works on it, ends no worse, and names no bound.
  const before = timeIn(await slowest.textContent());
  await planWith(page, 'Search');
  expect(timeIn(await slowest.textContent())).toBeLessThanOrEqual(before);
  await expect(plannerOf(page)).not.toContainText('bound');

  await page.getByRole('button', { name: /^Undo: Search/ }).click();
  await view.getByRole('combobox', { name: 'Cost model' }).first().selectOption('TorchRec’s estimator');
  await expect(slowest).toHaveText(estimated ?? '');
  // It is a run as any other.
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Runs' })).toContainText('finished');
  expect(errors).toEqual([]);
});

test('what is measured can be stopped, and one run goes on at a time', async ({ page }) => {
  await openBoard(page);
  const view = viewOf(page);
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await view.getByRole('button', { name: 'Measure on this GPU' }).click();
  await expect(view.getByRole('button', { name: 'Run this plan' })).toBeDisabled();
  await view.getByRole('button', { name: 'Stop measuring' }).click();
  await expect(newsOf(page)).toHaveText(/stopped before it had measured anything|run failed/);
  await expect(view.getByRole('button', { name: 'Measure on this GPU' })).toBeEnabled();
});

test('a file of costs is dropped, its latencies are changed, and a damaged one is refused', async ({
  page,
}) => {
  await openBoard(page);
  const view = viewOf(page);
  const slowest = figureOf(page, 'Slowest device');
  await drop(page, [{ name: costs.name, bytes: Buffer.from(costsText) }]);
  await expect(newsOf(page)).toHaveText('Plans are judged by kernels measured on a card');
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  const before = millisecondsIn(await slowest.textContent());
  const latency = view.getByRole('textbox', { name: 'Latency within a host' });
  await expect(latency).toHaveValue('5');
  await latency.fill('5000');
  await latency.press('Enter');
  // Seven others, three times in turn.
  await expect.poll(async () => millisecondsIn(await slowest.textContent()) - before).toBeGreaterThan(100);
  await give(page, () => view.getByRole('button', { name: 'Load…' }).click(), {
    ...{ ...costs, name: 'damaged.json' },
    buffer: Buffer.from(costsText.replace('"version":1', '"version":9')),
  });
  await expect(newsOf(page)).toHaveText(/damaged\.json.*version is not 1/);
});

test('a plan is run, and what its devices took stands beside what was predicted', async ({ page }) => {
  const errors = errorsOf(page);
  await openBoard(page);
  const view = viewOf(page);
  const tables = [400, 900, 2000, 50].map((rows, index) => ({
    name: `t${index}`,
    rows,
    pooling: 2,
    dimension: 8,
  }));
  const given = {
    name: 'tables.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(tables)),
  };
  await give(page, () => view.getByRole('button', { name: 'Load…' }).click(), given);
  await expect(view.getByRole('heading', { name: /tables\.json/ })).toBeVisible();
  await planned(page);
  await planWith(page, 'Greedy by size');
  await give(page, () => view.getByRole('button', { name: 'Load…' }).click(), {
    ...{ ...costs, buffer: Buffer.from(costsText) },
  });
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await view.getByRole('button', { name: 'Run this plan' }).click();
  await expect(newsOf(page)).toHaveText(/^What the devices of a plan took on /, { timeout: 180_000 });
  const ran = view.getByRole('table', { name: /measured beside predicted/ });
  await expect(ran.getByRole('row')).toHaveCount(9);
  await expect(ran).toContainText(/\d ms.*\d ms.*%/);
  await expect(view.getByText('all tables in full')).toBeVisible();
  expect(millisecondsIn(await figureOf(page, 'Kernels, when run').textContent())).toBeGreaterThan(0);
  await ran.getByRole('button', { name: '0', exact: true }).click();
  await expect(view.getByRole('region', { name: 'Device 0' })).toContainText(/Kernels, when run.*predicted/);

  // The board marks it on every device, until an edit changes what the device runs.
  const marked = /, kernels .* measured, .* predicted/;
  const legend = view.getByText('kernels measured predicted');
  await expect(legend).toBeVisible();
  await view.getByRole('button', { name: 'Table', exact: true }).click();
  await view.getByRole('button', { name: 't2', exact: true }).click();
  await view.getByRole('button', { name: 'Board', exact: true }).click();
  const device = deviceIn(await chosenOf(page).getAttribute('aria-label'));
  const chooseDevice = async () => {
    await view.getByRole('button', { name: 'Costs', exact: true }).click();
    await ran.getByRole('button', { name: `${device}`, exact: true }).click();
  };
  await chooseDevice();
  await expect(chosenOf(page)).toHaveAccessibleName(marked);
  await view.getByRole('button', { name: 'Table', exact: true }).click();
  await view.getByRole('button', { name: 't2', exact: true }).click();
  await view
    .getByRole('region', { name: 'Shard of t2' })
    .getByRole('combobox', { name: 'Cut by columns into' })
    .selectOption('2');
  await view.getByRole('button', { name: 'Board', exact: true }).click();
  await chooseDevice();
  await expect(chosenOf(page)).not.toHaveAccessibleName(marked);
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await expect(ran.getByText('changed since it ran').first()).toBeVisible();
  await page.getByRole('button', { name: /^Undo: / }).click();
  await ran.getByRole('button', { name: `${device}`, exact: true }).click();
  await expect(chosenOf(page)).toHaveAccessibleName(marked);

  // Another plan has not run.
  await planWith(page, 'Random');
  await view.getByRole('button', { name: 'Costs', exact: true }).click();
  await expect(view.getByText('Another plan of these tables ran; this one has not.')).toBeVisible();
  await view.getByRole('button', { name: 'Take the plan that ran' }).click();
  await expect(ran).toBeVisible();

  // What was measured outlives a reload with the plan.
  await keeps(page, '"label":"The plan that ran"');
  await keeps(page, 'ran-plan.json');
  await page.reload();
  await expect(legend).toBeVisible();
  expect(millisecondsIn(await figureOf(page, 'Kernels, when run').textContent())).toBeGreaterThan(0);
  expect(errors).toEqual([]);
});
