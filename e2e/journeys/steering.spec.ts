// Steering: settings searched, undone, redone and reset; what waits for a restart and what takes effect at once;
// the cost before anything runs; links and command lines that lead back to the same setup.
import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { errorsOf, SMALL_CLICKS, statusOf } from './page';

test.describe.configure({ timeout: 240_000 });
test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const undoKey = 'ControlOrMeta+z';
const redoKey = 'ControlOrMeta+Shift+z';

test('settings are searched, undone, redone and reset, and Back works beside it', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto('./');
  await expect(page.getByText('Recorded example')).toBeVisible();
  const search = page.getByRole('searchbox', { name: 'Search the settings' });
  await expect(search).toBeVisible();
  await page.keyboard.press('/');
  await expect(search).toBeFocused();
  await search.fill('weight towards');
  await expect(page.getByText('1 found')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Weight decay' })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Depth' })).toBeHidden();
  await search.fill('kitchen');
  await expect(page.getByText('Nothing is called that.')).toBeVisible();
  await search.press('Escape');

  const depth = page.getByRole('textbox', { name: 'Depth' });
  await depth.fill('14');
  await expect(page).toHaveURL(/depth=14/);
  await depth.fill('20');
  await expect(page).toHaveURL(/depth=20/);
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('3');
  await expect(page.getByText('2 changed', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/depth=20&seed=3&v=1$/);

  await page.keyboard.press(undoKey);
  await expect(page.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('0');
  await page.getByRole('button', { name: 'Undo Depth' }).click();
  await expect(depth).toHaveValue('14');
  await expect(page).toHaveURL(/depth=14&v=1$/);
  await depth.focus();
  await page.keyboard.press(redoKey);
  await expect(depth).toHaveValue('20');
  await expect(page).toHaveURL(/depth=20&v=1$/);
  await page.goBack();
  await expect(depth).toHaveValue('14');

  await page.getByRole('button', { name: 'Reset all' }).click();
  await expect(depth).toHaveValue('8');
  await expect(page.getByRole('button', { name: 'Reset all' })).toHaveCount(0);
  expect(errors).toEqual([]);
});

test('while a run goes on, some settings wait for a restart and others take effect', async ({ page }) => {
  await page.goto(`./${SMALL_CLICKS}&steps=100000`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^step [1-9]/, { timeout: 120_000 });
  await expect(page.getByText('takes effect at once')).toHaveCount(4);
  await page.getByRole('textbox', { name: 'Dimension' }).fill('16');
  const waiting = page.getByText('applies on restart');
  await expect(waiting).toBeVisible();
  await page.getByRole('textbox', { name: 'Learning rate' }).fill('0.0025');
  await expect(page.getByText(/in effect since step \d+/)).toBeVisible();
  // The run itself reports the rate it went by.
  await expect(page.getByRole('figure', { name: 'Learning rate' })).toContainText('to 0.0025 over steps');
  await page.getByRole('button', { name: 'Reset Dimension to 8' }).click();
  await expect(waiting).toHaveCount(0);
  await page.keyboard.press('x');
  await expect(statusOf(page)).toHaveText(/^Stopped/);
});

test('the cost of a run is predicted while one types, and its time after a first run', async ({ page }) => {
  await page.goto(`./${SMALL_CLICKS}&steps=12`);
  const cost = page.getByRole('region', { name: 'Cost of a run' });
  const parameters = cost.locator('dd').first();
  await expect(parameters).toHaveText(/^[\d.]+ [kM]$/, { timeout: 60_000 });
  await expect(cost).toContainText('predicted');
  await expect(cost).toContainText('once a run has shown the pace');
  const narrow = await parameters.textContent();
  await page.getByRole('textbox', { name: 'Dimension' }).fill('64');
  await expect(parameters).not.toHaveText(narrow ?? '');
  await page.getByRole('button', { name: 'Reset Dimension to 8' }).click();
  await expect(parameters).toHaveText(narrow ?? '');

  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished · step 12 of 12/, { timeout: 120_000 });
  await expect(cost).toContainText(/a step[\d.–]+ m?s/);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(cost).toContainText(/A step of .+ took [\d.]+ m?s, where .+ was predicted/, {
    timeout: 120_000,
  });
  // The parameters the run counted are those that were predicted.
  const shown = page.getByRole('region', { name: 'Model' });
  const counted = Number((await shown.textContent())?.match(/([\d,]+)/)?.[1].replaceAll(',', ''));
  expect(Number.parseFloat(narrow ?? '')).toBeCloseTo(counted / 1000, 0);
});

test('what does not fit is refused, with the largest batch that does', async ({ page }) => {
  await page.goto('./?width=64&resolution=256&samples=4096&batch=2048');
  const refusal = page.getByRole('alert', { name: 'Why this cannot run' });
  await expect(refusal).toContainText(/needed [\d.]+ [MG]iB, available [\d.]+ [MG]iB/, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
  const offer = refusal.getByRole('button', { name: /Use a batch of \d+/ });
  const batch = /\d+/.exec((await offer.textContent()) ?? '')?.[0] ?? '';
  await offer.click();
  await expect(page.getByRole('textbox', { name: 'Batch samples', exact: true })).toHaveValue(batch);
  await expect(refusal).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeEnabled();
});

test('a link and a command line lead back to the same setup', async ({ page, context }) => {
  await page.goto('./?experiment=train-vit&depth=4&schedule=linear&seed=3&panel=explain');
  await page.getByRole('button', { name: 'Share: link and command line' }).click();
  const sheet = page.getByRole('dialog', { name: 'Share' });
  await sheet.getByRole('button', { name: 'Copy' }).first().click();
  await expect(page.getByText('Link copied')).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const line = await sheet.getByRole('textbox', { name: 'The same in a terminal' }).inputValue();
  expect(line).toBe('npm run lab -- run train-vit --set depth=4 --set schedule=linear --seed 3');

  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('textbox', { name: 'Depth' })).toHaveValue('4');
  await expect(other.getByRole('combobox', { name: 'Schedule' })).toHaveValue('linear');
  await expect(other.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('3');
  await expect(other.getByRole('navigation').getByRole('button', { name: 'Explain' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  // The program the line names takes every word of it: only what is missing on purpose is refused.
  const words = line.split(' ').slice(4);
  const ended = (() => {
    try {
      execFileSync(
        process.execPath,
        ['--import', 'tsx', 'src/cli/main.ts', ...words, '--data', 'nowhere.csv'],
        {
          encoding: 'utf8',
          stdio: 'pipe',
        },
      );
      return '';
    } catch (error) {
      return (error as { stderr: string }).stderr;
    }
  })();
  expect(ended).toContain('nowhere.csv');
});

test('a sentence sets an experiment up, and undo takes it back', async ({ page }) => {
  await page.goto('./?panel=explain');
  const tries = page.getByRole('region', { name: 'What to try' });
  await tries.getByRole('button', { name: 'train it without momentum' }).click();
  await expect(page.getByRole('textbox', { name: 'Momentum' })).toHaveValue('0');
  await expect(page.getByText('Set up: train it without momentum.')).toBeVisible();
  await page.keyboard.press(undoKey);
  await expect(page.getByRole('textbox', { name: 'Momentum' })).toHaveValue('0.9');
  await expect(page.getByRole('region', { name: 'Its sources', exact: true })).toContainText(
    'Deep residual learning',
    {
      ignoreCase: true,
    },
  );
});
