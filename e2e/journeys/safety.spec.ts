// The built page anywhere: a plain static host under a sub-path, without isolation headers, with the network cut
// after it has loaded; nothing outside its security policy; and every panel accessible in both themes.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { panelList } from '../../src/ui/views/panelList';
import { errorsOf, isStored, SMALL_CLICKS, saved, statusOf } from './page';
import { builtFolder, type StaticHost, staticHost } from './staticHost';

test.describe.configure({ timeout: 300_000 });

const PREFIX = '/some/where/';

let host: StaticHost;
let address = '';
test.beforeAll(async () => {
  host = await staticHost({ [PREFIX]: builtFolder() });
  address = host.address(PREFIX);
});
test.afterAll(() => host.close());

/** Everything that the policy of the page refused. */
async function violationsOf(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const refused: string[] = [];
    Object.assign(globalThis, { refused });
    addEventListener('securitypolicyviolation', (event) => {
      const { effectiveDirective, blockedURI, sourceFile } = event as SecurityPolicyViolationEvent;
      refused.push(`${effectiveDirective}: ${blockedURI} (${sourceFile})`);
    });
  });
  return () => page.evaluate(() => (globalThis as unknown as { refused: string[] }).refused);
}

test('from a plain host under a sub-path it trains, keeps and exports with the network cut', async ({
  page,
  context,
}) => {
  const errors = errorsOf(page);
  const violations = await violationsOf(page);
  await page.goto(`${address}${SMALL_CLICKS}&steps=12`);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  await isStored(page);
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished · step 12 of 12/, { timeout: 120_000 });
  const bundle = await saved(page, () => page.getByRole('button', { name: 'Run bundle' }).click());
  expect(bundle.name).toMatch(/^train-dlrm-.*\.arrow$/);
  expect(await violations()).toEqual([]);
  expect(errors).toEqual([]);
});

test('the policy forbids inline scripts and code made from text', async ({ page }) => {
  await page.goto(address);
  await expect(page.getByText('Recorded example')).toBeVisible();
  await page.evaluate(() => {
    Object.assign(globalThis, { ran: [] });
    const script = document.createElement('script');
    script.textContent = 'ran.push("inline")';
    document.head.append(script);
    // A text for a timer is evaluated by the page itself, not by the test.
    setTimeout('ran.push("evaluated")' as unknown as () => void);
    setTimeout(() => (globalThis as unknown as { ran: string[] }).ran.push('end'), 50);
  });
  await page.waitForFunction(() => (globalThis as unknown as { ran: string[] }).ran.includes('end'));
  expect(await page.evaluate(() => (globalThis as unknown as { ran: string[] }).ran)).toEqual(['end']);
});

for (const theme of ['light', 'dark'] as const)
  test(`every panel is accessible, ${theme}`, async ({ page }) => {
    const violations = await violationsOf(page);
    await page.emulateMedia({ colorScheme: theme });
    await page.goto('./');
    await expect(page.getByText('Recorded example')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Your adapter' })).toBeVisible({ timeout: 60_000 });
    const tabs = page.getByRole('navigation', { name: 'What the middle shows' });
    const found: string[] = [];
    for (const { id, title } of panelList) {
      await tabs.getByRole('button', { name: title, exact: true }).click();
      await page.waitForLoadState('networkidle');
      const { violations: broken } = await new AxeBuilder({ page }).analyze();
      for (const { id: rule, help, nodes } of broken)
        found.push(`${id}: ${rule}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
    }
    expect(found).toEqual([]);
    expect(await violations()).toEqual([]);
  });

test('what lies over the page is accessible', async ({ page }) => {
  await page.goto('./');
  await expect(page.getByText('Recorded example')).toBeVisible();
  for (const [key, name] of [
    ['?', 'Keyboard'],
    ['u', 'Share'],
    ['ControlOrMeta+k', 'Commands'],
  ]) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).include('dialog').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`)).toEqual(
      [],
    );
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog', { name })).toBeHidden();
  }
});
