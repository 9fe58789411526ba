// Two tabs of one browser: each keeps its own checkpoints, sees what the other keeps, renames and deletes, and a tab
// that is closed in mid-run leaves a run that another goes on with.
import { expect, type Locator, type Page, test } from '@playwright/test';
import { errorsOf, headlineOf, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 300_000 });
test.use({ actionTimeout: 30_000 });

const LONG = { timeout: 120_000 };
const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Runs' });
const rows = (page: Page): Locator => grid(page).getByRole('rowheader');
const openRuns = (page: Page) => page.getByRole('button', { name: 'Runs', exact: true }).click();
const train = (page: Page) => page.getByRole('button', { name: 'Train', exact: true }).click();

async function weightHash(page: Page): Promise<string | null> {
  await expect(statusOf(page)).toHaveText(/^Finished/, LONG);
  return page.getByText(/^Weights [0-9a-f]+: the same seed/).getAttribute('title');
}

/** Trains until there is a checkpoint of the run in this browser; resolves to its step. */
async function trainPastCheckpoint(page: Page, query: string): Promise<number> {
  await page.goto(query);
  await train(page);
  await expect(headlineOf(page, 'Step')).toHaveText(/^\d\d+ of/, LONG);
  await saved(page, () => page.getByRole('button', { name: 'Checkpoint', exact: true }).click());
  const kept = page.getByText(/Step \d+ is kept in this browser/);
  await expect(kept).toBeVisible();
  return Number(/Step (\d+)/.exec((await kept.textContent()) ?? '')?.[1]);
}

test('a closed tab’s run is listed by the other and goes on as itself; names and deletions follow', async ({
  page: first,
  context,
}) => {
  const query = `./${SMALL_CLICKS}&steps=400`;
  await first.goto(query);
  await train(first);
  const undisturbed = await weightHash(first);
  expect(undisturbed).toMatch(/^[0-9a-f]{64}$/);

  const step = await trainPastCheckpoint(first, query);
  await first.getByRole('button', { name: 'Pause' }).click();
  await expect(statusOf(first)).toHaveText(/^Paused · step \d+ of 400/);
  const second = await context.newPage();
  const errors = errorsOf(second);
  // Its checkpoint is the newer one.
  await trainPastCheckpoint(second, `./${SMALL_CLICKS}&steps=100000&dimension=4`);
  await openRuns(second);
  await expect(rows(second)).toHaveCount(2);
  await first.close();
  await expect(rows(second)).toHaveCount(3);
  await expect(statusOf(second)).toHaveText(/^step \d/);

  const third = await context.newPage();
  await third.goto('./');
  const offer = third.getByRole('region', { name: /^A run of “Train a recommendation model” stopped at/ });
  await expect(offer).toContainText(`at step ${step} of 400`);
  await offer.getByRole('button', { name: 'Resume' }).click();
  expect(await weightHash(third)).toBe(undisturbed);

  await openRuns(third);
  await expect(rows(third)).toHaveCount(2);
  const [resumed] = await rows(third).locator('button:nth-of-type(2)').allTextContents();
  const name = 'gone on with';
  await grid(third).getByRole('row', { name: resumed.trim() }).focus();
  await third.keyboard.press('F2');
  await third.keyboard.type(name);
  await third.keyboard.press('Enter');
  const followed = grid(second).getByRole('row', { name });
  await expect(followed).toBeVisible();
  await grid(third).getByRole('row', { name }).focus();
  await third.keyboard.press('Delete');
  await expect(followed).toHaveCount(0);
  await third.keyboard.press('z');
  await expect(followed).toBeVisible();
  await followed.focus();
  await second.keyboard.press('Enter');
  await expect(second.getByRole('figure', { name: 'Training loss' }).or(grid(second)).first()).toBeVisible();

  // Nothing of this has disturbed what goes on in the second tab.
  await second.keyboard.press('x');
  await expect(statusOf(third)).toHaveText(/^Finished/);
  await expect(rows(third)).toHaveCount(3);
  expect(errors).toEqual([]);
});
