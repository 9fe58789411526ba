// Planners lay the tables out, and are compared; a plan is saved as TorchRec's JSON and loaded again.
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { drop, errorsOf, give, saved } from './page';
import {
  boardOf,
  chosenOf,
  figureOf,
  millisecondsIn,
  newsOf,
  openBoard,
  planned,
  plannerOf,
  planWith,
  viewOf,
} from './placementParts';

test.describe.configure({ timeout: 240_000 });

test('a planner improves on another, its search is replayed, and undone as one step', async ({ page }) => {
  const errors = errorsOf(page);
  await openBoard(page);
  const view = viewOf(page);
  const slowest = figureOf(page, 'Slowest device');
  const rating = async () => millisecondsIn(await slowest.textContent());
  await planWith(page, 'Random');
  const random = await rating();
  await view.getByRole('button', { name: 'Keep to compare' }).click();
  await planWith(page, 'Search');
  const searched = await rating();
  expect(searched).toBeLessThan(0.9 * random);
  await expect(plannerOf(page)).toContainText(/bound[\d.]+ ms/);
  await expect(plannerOf(page)).toContainText(/gap\d+\.\d %/);
  await view.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(view.getByRole('region', { name: 'Comparison' })).toContainText('% faster');

  // Its plans are there to be looked at; the plan itself stays.
  const plans = plannerOf(page).getByRole('slider', { name: 'Plan of the search' });
  await plans.focus();
  await page.keyboard.press('Home');
  await expect(plans).toHaveAttribute('aria-valuetext', /^plan 1 of/);
  await expect.poll(rating).toBeGreaterThan(searched);
  await page.keyboard.press('End');
  await expect.poll(rating).toBe(searched);

  await page.getByRole('button', { name: /^Undo: Search/ }).click();
  await expect.poll(rating).toBe(random);
  expect(errors).toEqual([]);
});

test('a search is stopped with the best plan it had', async ({ page }) => {
  await openBoard(page);
  const view = viewOf(page);
  await view.getByRole('button', { name: 'Cluster', exact: true }).click();
  await view.getByRole('button', { name: '100 made up' }).click();
  await expect(boardOf(page)).toHaveAttribute('aria-label', /^1\d\d shards on 8 devices/);
  await view.getByRole('button', { name: 'Stop planner' }).click();
  await expect(plannerOf(page)).toHaveAttribute('data-state', 'stopped');
});

test('a saved plan is TorchRec’s JSON, and loading it brings it back', async ({ page }) => {
  await openBoard(page);
  const view = viewOf(page);
  const slowest = figureOf(page, 'Slowest device');
  const before = (await slowest.textContent()) ?? '';
  const file = await saved(page, () => view.getByRole('button', { name: 'Save plan' }).click());
  expect(file.name).toMatch(/\.json$/);
  const text = readFileSync(file.path, 'utf8');
  const [module] = Object.values(JSON.parse(text).plan) as Record<string, { shards?: unknown[] }>[];
  expect(Object.keys(module)).toHaveLength(26);
  await planWith(page, 'Random');
  await expect(slowest).not.toHaveText(before);
  const given = { name: 'my-plan.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await give(page, () => view.getByRole('button', { name: 'Load…' }).click(), given);
  await expect(slowest).toHaveText(before);
  const damaged = { ...given, name: 'cut-off.json', buffer: Buffer.from(text.slice(0, 200)) };
  await give(page, () => view.getByRole('button', { name: 'Load…' }).click(), damaged);
  await expect(newsOf(page)).toHaveText(/cut-off\.json/);
  await expect(slowest).toHaveText(before);
});

test('tables of the reader’s own, dropped on the page, are laid out at once', async ({ page }) => {
  await openBoard(page);
  const view = viewOf(page);
  const lines = [
    'name,rows,pooling',
    ...Array.from({ length: 24 }, (_, k) => `mine ${k},${1e5 + 3e4 * k},${1 + k}`),
  ];
  const buffer = Buffer.from(`${lines.join('\n')}\n`);
  await drop(page, [{ name: 'mine.csv', bytes: buffer }]);
  await expect(view.getByRole('heading', { name: /mine\.csv/ })).toBeVisible();
  await planned(page);
  await boardOf(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(chosenOf(page)).toHaveAttribute('aria-label', /^mine \d+/);
});
