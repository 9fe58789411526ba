// Runs that break off: the device goes away, the numbers leave the finite range, the adapter is too small. What was
// measured stays, what happened is named, and there is a way on.
import { expect, type Page, test } from '@playwright/test';
import { errorsOf, headlineOf, SMALL_CLICKS, saved, statusOf } from './page';

test.describe.configure({ timeout: 300_000 });

/** The whole hash of the weights, beside the numbers of a finished run. */
async function weightHash(page: Page): Promise<string | null> {
  await expect(statusOf(page)).toHaveText(/^Finished/, { timeout: 240_000 });
  return page.getByText(/^Weights [0-9a-f]+: the same seed/).getAttribute('title');
}

/** Loses the device as a driver reset would. A worker that only previews has none. */
async function loseDevice(page: Page): Promise<void> {
  for (const worker of page.workers())
    if (/\/worker-[^/]*\.js/.test(worker.url()))
      await worker.evaluate(() => {
        dispatchEvent(new MessageEvent('message', { data: { kind: 'loseDevice' } }));
      });
}

test('a lost device costs nothing: resumed, the run ends in the weights of an undisturbed one', async ({
  page,
}) => {
  const query = `./${SMALL_CLICKS}&steps=400`;
  await page.goto(query);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const undisturbed = await weightHash(page);
  expect(undisturbed).toMatch(/^[0-9a-f]{64}$/);

  await page.reload();
  await page.getByRole('button', { name: 'Step', exact: true }).click();
  await expect(statusOf(page)).toHaveText('Paused · step 1 of 400', { timeout: 120_000 });
  const checkpoint = await saved(page, () =>
    page.getByRole('button', { name: 'Checkpoint', exact: true }).click(),
  );
  const taken = Number(/step-(\d+)/.exec(checkpoint.name)?.[1]);
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(headlineOf(page, 'Step')).toHaveText(/^\d\d+ of 400/, { timeout: 120_000 });
  await loseDevice(page);

  const notice = page.getByRole('alert', { name: 'The GPU went away.' });
  await expect(notice).toContainText('What was measured so far stays');
  await expect(statusOf(page)).toHaveText(/^Failed · at step \d+ of 400/);
  const summary = page.getByRole('figure', { name: 'Training loss' }).getByText(/over steps 1 to \d+/);
  await expect(summary).toBeVisible();
  await notice.getByRole('button', { name: `Resume from step ${taken}` }).click();
  await expect(notice).toHaveCount(0);
  expect(await weightHash(page)).toBe(undisturbed);
  await expect(page.getByRole('figure', { name: 'Training loss' })).toContainText('to 400');
});

test('before there is a checkpoint, a run whose device was lost starts again', async ({ page }) => {
  await page.goto(`./${SMALL_CLICKS}&steps=1000`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(headlineOf(page, 'Step')).toHaveText(/^[1-9]\d* of/, { timeout: 120_000 });
  await loseDevice(page);
  const notice = page.getByRole('alert', { name: 'The GPU went away.' });
  await notice.getByRole('button', { name: 'Start again' }).click();
  await expect(statusOf(page)).toHaveText(/^step [1-9]/, { timeout: 120_000 });
  await page.keyboard.press('x');
});

const DIVERGING =
  '?experiment=train-resnet&width=4&resolution=8&samples=96&batch=16&steps=200&learningRate=100&weightDecay=1&schedule=constant';

test('a run that diverges names the step and the kernel, keeps its rows and offers two ways on', async ({
  page,
}) => {
  const errors = errorsOf(page);
  await page.goto(`./${DIVERGING}`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const notice = page.getByRole('alert', { name: 'Training diverged.' });
  await expect(notice).toBeVisible({ timeout: 120_000 });
  await expect(notice).toContainText(/The loss is .* at step \d+\./);
  await expect(notice).toContainText(/The first kernel to give such a number was \w+ \(.+; .+\/.+\)/);
  const step = Number(/at step (\d+)\./.exec((await notice.textContent()) ?? '')?.[1]);
  await expect(statusOf(page)).toHaveText(`Failed · at step ${step - 1} of 200`);
  await expect(page.getByRole('figure', { name: 'Training loss' })).toContainText(`to ${step - 1}`);

  await expect(notice.getByRole('button', { name: 'A tenth of the rate' })).toBeVisible();
  await notice.getByRole('button', { name: 'Clip the gradient' }).click();
  await expect(page).toHaveURL(/clipNorm=1/);
  await expect(statusOf(page)).toHaveText(/^step [1-9]|^Finished|^Failed/, { timeout: 120_000 });
  expect(errors).toEqual([]);
});

test('what does not fit is refused by name, with the batch that does', async ({ page }) => {
  await page.goto('./?experiment=train-resnet&width=64&resolution=64&samples=100000&batch=65536');
  const refusal = page.getByRole('alert', { name: 'Why this cannot run' });
  await expect(refusal).toContainText(/needed [\d.]+ GiB, available [\d.]+ [MG]iB/, { timeout: 60_000 });
  await refusal.getByRole('button', { name: /Use a batch of [\d,]+: the largest that fits/ }).click();
  await expect(refusal).toHaveCount(0);
});
