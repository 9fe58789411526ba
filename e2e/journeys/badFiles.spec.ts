// Files that cannot be used: one clear message, and nothing that was on the page is lost.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { drop, give, headlineOf, openFile, statusOf } from './page';

const recording = readFileSync(
  fileURLToPath(new URL('../../public/prerecorded/train-resnet.arrow', import.meta.url)),
);
const file = (name: string, buffer: Buffer) => ({ name, mimeType: '', buffer });

test('a damaged run bundle is refused by name', async ({ page }) => {
  await page.goto('./');
  await openFile(page, file('half.arrow', recording.subarray(0, recording.length / 2)));
  await expect(page.getByRole('alert')).toContainText(/half\.arrow.*damaged/);
  await expect(headlineOf(page, 'Test accuracy')).toHaveText(/^9\d\.\d %$/);
  await openFile(page, file('whole.arrow', recording));
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(page.getByText('whole.arrow, a saved run')).toBeVisible();
});

test('a file that is no checkpoint is refused', async ({ page }) => {
  await page.goto('./');
  await openFile(page, file('weights.safetensors', Buffer.from('not a checkpoint')));
  await expect(page.getByRole('alert')).toContainText('weights.safetensors');
});

test('damaged data fails the run with file and reason, and the page keeps what it showed', async ({
  page,
}) => {
  await page.goto('./');
  await give(
    page,
    () => page.getByRole('button', { name: 'Your files…' }).click(),
    file('broken.csv', Buffer.from('1,2,3\nnot,a,number\n')),
  );
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText(/broken\.csv.*no known format/, { timeout: 60_000 });
  await expect(statusOf(page)).toContainText('Recorded example');
  await expect(headlineOf(page, 'Test accuracy')).toHaveText(/^9\d\.\d %$/);
  await page.getByRole('button', { name: 'Remove broken.csv' }).click();
  await expect(page.getByRole('button', { name: 'Your files…' })).toBeVisible();
});

test('files can be dropped anywhere: data by role, runs at once', async ({ page }) => {
  await page.goto('./');
  await drop(page, [
    { name: 'train.csv', bytes: Buffer.from('1') },
    { name: 'test.csv', bytes: Buffer.from('2') },
  ]);
  const data = page.getByRole('region', { name: 'Data' });
  await expect(data.getByRole('listitem')).toHaveText([/train\.csvtrain/, /test\.csvtest/]);
  await expect(page.getByText('Drop to open')).toBeHidden();
});
