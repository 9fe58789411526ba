// Planners that need more than a plan to start from: RecShard, which needs to know of accesses, and trained networks, which
// are opened from files.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { networkText } from '../../src/sharding/trained/networkFile';
import { randomNetworks } from '../../src/sharding/trained/testing/networks';
import { errorsOf, give, saved } from './page';
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

const plannerChoice = (page: Page) => viewOf(page).getByRole('combobox', { name: 'Planner', exact: true });

test('RecShard splits the rows of tables between HBM and host memory, in a plan that is saved and loaded', async ({
  page,
}) => {
  const errors = errorsOf(page);
  await openBoard(page);
  const view = viewOf(page);
  // Of MLPerf's tables nothing is known by which to split them.
  await plannerChoice(page).selectOption({ label: 'RecShard' });
  await view.getByRole('button', { name: 'Run planner' }).click();
  await expect(plannerOf(page)).toHaveAttribute('data-state', 'failed');
  await expect(plannerOf(page)).toContainText('how often their rows are looked up');

  await view.getByRole('button', { name: 'Cluster', exact: true }).click();
  await view.getByRole('button', { name: '100 made up' }).click();
  await expect(plannerOf(page)).toContainText('let planners put rows in device or host memory');
  await view.getByRole('combobox', { name: 'Planners put rows in' }).selectOption('any');
  const memory = view.getByRole('textbox', { name: 'Device memory', exact: true });
  await memory.fill('12');
  await memory.press('Enter');
  await planWith(page, 'RecShard');
  await expect(plannerOf(page)).toContainText(
    /which RecShard minimises[\d.]+ ms, bound [\d.]+ ms, gap \d+\.\d %/,
  );
  await expect(view.getByRole('region', { name: 'What is wrong with the plan' })).toHaveCount(0);
  const slowest = (await figureOf(page, 'Slowest device').textContent()) ?? '';

  // Its largest shard is of a table that has a cache of its own size.
  await boardOf(page).focus();
  await page.keyboard.press('ArrowUp');
  await expect(chosenOf(page)).toHaveAttribute('aria-label', /device \d+/);
  const file = await saved(page, () => view.getByRole('button', { name: 'Save plan' }).click());
  const { readFileSync } = await import('node:fs');
  const text = readFileSync(file.path, 'utf8');
  const tables = Object.entries(
    (Object.values(JSON.parse(text).plan) as Record<string, { cache_params?: { load_factor: number } }>[])[0],
  );
  const [name, cached] = tables.find(([, { cache_params }]) => cache_params)!;
  await view.getByRole('button', { name: 'Table', exact: true }).click();
  await view.getByRole('button', { name, exact: true }).click();
  const sheet = view.getByRole('region', { name: `Shard of ${name}` });
  await expect(sheet).toContainText('Fused, host memory and cache');
  const share = Number((100 * cached.cache_params!.load_factor).toPrecision(2));
  await expect(sheet).toContainText(new RegExp(`Cached.* rows, ${share} %`));

  await view.getByRole('button', { name: 'Undo: RecShard' }).click();
  await expect(figureOf(page, 'Slowest device')).not.toHaveText(slowest);
  await give(page, () => view.getByRole('button', { name: 'Load…' }).click(), {
    ...{ name: 'split.json', mimeType: 'application/json', buffer: Buffer.from(text) },
  });
  await expect(figureOf(page, 'Slowest device')).toHaveText(slowest);
  expect(errors).toEqual([]);
});

const file = (name: string, text: string) => ({
  ...{ name, mimeType: 'application/json', buffer: Buffer.from(text) },
});

test('a trained network is opened, plans, and judges by what it has learned', async ({ page }) => {
  const errors = errorsOf(page);
  await openBoard(page);
  const view = viewOf(page);
  const load = (given: ReturnType<typeof file>) =>
    give(page, () => view.getByRole('button', { name: 'Load…' }).click(), given);
  await plannerChoice(page).selectOption({ label: 'DreamShard' });
  await expect(view.getByText(/DreamShard plans by a trained network/)).toBeVisible();
  await expect(view.getByRole('button', { name: 'Run planner' })).toHaveCount(0);

  const networks = randomNetworks(4, 8);
  const damaged = networkText(networks.dreamshard).replace(/A/g, 'B');
  await load(file('damaged.json', damaged));
  await expect(newsOf(page)).toHaveText(/^damaged\.json: /);
  await expect(view.getByRole('button', { name: 'Run planner' })).toHaveCount(0);

  for (const [kind, title] of [
    ['dreamshard', 'DreamShard'],
    ['autoshard', 'AutoShard'],
    ['neuroshard', 'NeuroShard'],
  ] as const) {
    await load(file(`${kind}.json`, networkText(networks[kind])));
    await expect(newsOf(page)).toHaveText(new RegExp(`^${title}’s network is here`));
    await view.getByRole('button', { name: 'Run planner' }).click();
    await planned(page);
    await expect(plannerOf(page)).toContainText(title);
    await expect(plannerOf(page)).toContainText(/nothing is known of accesses/);
  }
  await view
    .getByRole('combobox', { name: 'Cost model' })
    .selectOption({ label: 'NeuroShard’s learned costs' });
  await expect(view.getByText('learned', { exact: true }).first()).toBeVisible();
  // The search adds up what shards add, judges whole devices, and has no bound then.
  await planWith(page, 'Search');
  await expect(plannerOf(page)).toContainText('learned');
  await expect(plannerOf(page)).not.toContainText('bound');

  // What it knows nothing of is refused where it is asked.
  await view.getByRole('button', { name: 'Table', exact: true }).click();
  await view.getByRole('button', { name: 't_cat_9', exact: true }).click();
  await view
    .getByRole('region', { name: 'Shard of t_cat_9' })
    .getByRole('button', { name: 'Copy everywhere' })
    .click();
  await expect(newsOf(page)).toHaveText(/learned costs know nothing of copies/);
  expect(errors).toEqual([]);
});

test('how much of a table its cache holds is set by hand, seen at once and undone', async ({ page }) => {
  const errors = errorsOf(page);
  await openBoard(page);
  const view = viewOf(page);
  await view.getByRole('button', { name: 'Table', exact: true }).click();
  await view.getByRole('button', { name: 't_cat_9', exact: true }).click();
  const sheet = view.getByRole('region', { name: 'Shard of t_cat_9' });
  const box = sheet.getByRole('textbox', { name: 'Rows in the cache' });
  await expect(box).toHaveCount(0);
  await sheet.getByRole('combobox', { name: 'Kernel' }).selectOption('fused_uvm_caching');
  await expect(box).toHaveValue('20');
  const time = async () => millisecondsIn(await sheet.getByText(/ ms/).first().textContent());
  const before = await time();
  await box.fill('0');
  await expect(sheet.getByRole('alert')).toHaveText('Give more than 0 and at most 100.');
  await box.fill('75');
  await box.press('Enter');
  await expect(sheet).toContainText(/Cached.* rows, 75 %/);
  expect(await time()).toBeLessThan(before);
  await view.getByRole('button', { name: 'Undo: Cache 75 % of t_cat_9' }).click();
  await expect(box).toHaveValue('20');
  expect(await time()).toBe(before);
  // What refuses it is said at the box.
  await sheet.getByRole('button', { name: 'Pin', exact: true }).click();
  await box.fill('50');
  await box.press('Enter');
  await expect(box).toHaveValue('20');
  await expect(box).toHaveAccessibleDescription(/pinned/);
  await expect(sheet.getByRole('alert')).toBeInViewport();
  await expect(newsOf(page)).toBeInViewport();
  expect(errors).toEqual([]);
});

test('a planner without a network leads to the experiment that trains one', async ({ page }) => {
  await openBoard(page);
  await plannerChoice(page).selectOption({ label: 'AutoShard' });
  const { violations } = await new AxeBuilder({ page }).include('[aria-label="Placement"]').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
  await viewOf(page).getByRole('button', { name: 'Train AutoShard…' }).click();
  await expect(page).toHaveURL(/autoshard/);
});
