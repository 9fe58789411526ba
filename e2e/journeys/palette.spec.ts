// The command palette and the shortcut sheet: everything by keyboard alone.
import { expect, test } from '@playwright/test';
import { errorsOf } from './page';

const open = 'ControlOrMeta+k';

test('a command is found by a few letters and done with Enter', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto('./');
  await expect(page.getByText('Recorded example')).toBeVisible();
  await page.keyboard.press(open);
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const input = palette.getByRole('combobox');
  await expect(input).toBeFocused();
  await input.fill('kernel times');
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
  await expect(page.getByRole('button', { name: 'Kernel times' })).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/panel=kernels/);
  await page.keyboard.press('1');
  await expect(page.getByRole('button', { name: 'Charts' })).toHaveAttribute('aria-pressed', 'true');
  expect(errors).toEqual([]);
});

test('it takes the reader to a setting, a preset and another experiment', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('Recorded example')).toBeVisible();
  const ask = async (text: string) => {
    await page.keyboard.press(open);
    await page.getByRole('dialog', { name: 'Commands' }).getByRole('combobox').fill(text);
    await page.keyboard.press('Enter');
  };
  await ask('set weight decay');
  await expect(page.getByRole('textbox', { name: 'Weight decay' })).toBeFocused();
  await page.keyboard.type('0.01');
  await expect(page.getByRole('textbox', { name: 'Weight decay' })).toHaveValue('0.01');
  await ask('preset deep');
  await expect(page.getByRole('button', { name: 'Deep', exact: true })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await ask('recommendation model');
  await expect(page.getByRole('combobox', { name: 'Experiment' })).toHaveValue('train-dlrm');
  await ask('try without warm');
  await expect(page.getByRole('textbox', { name: 'Warm-up epochs', exact: true })).toHaveValue('0');
});

test('what cannot be done now is not listed, and Escape leaves everything as it was', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('Recorded example')).toBeVisible();
  await page.keyboard.press(open);
  const palette = page.getByRole('dialog', { name: 'Commands' });
  await expect(palette.getByRole('option', { name: /Start, pause or continue/ })).toBeVisible();
  await expect(palette.getByRole('option', { name: /Stop and keep/ })).toHaveCount(0);
  await palette.getByRole('combobox').fill('zzzz');
  await expect(palette.getByText('Nothing is called that.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(page).toHaveURL(/\/$/);
});

test('the shortcut sheet lists every key, and the keys it lists work', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('Recorded example')).toBeVisible();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard' });
  for (const text of ['Start, pause or continue', 'Search the settings', 'Show explain', 'All commands'])
    await expect(sheet).toContainText(text);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('8');
  await expect(page.getByRole('region', { name: 'What to try' })).toBeVisible();
  await page.keyboard.press('u');
  await expect(page.getByRole('dialog', { name: 'Share' })).toBeVisible();
});
