// How long the main thread is busy at a time with a thousand runs kept in the browser: each thing a reader
// does with them, in its turn.

import type { Browser, Locator, Page } from 'playwright';
import { keepRuns } from '../support/keptRuns';
import { describeMainThread, traceMainThread } from './mainThread';

const RUNS = 1000;
const KEY_PRESSES = 40;
const SCROLLS = 30;
/** What an action sets off is over by then. */
const SETTLED_MILLISECONDS = 1000;
/** Until the rows of all drawn runs have been read. */
const OPENED_MILLISECONDS = 5000;

export async function withThousandRuns(browser: Browser, address: string): Promise<void> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
  await keepRuns(page, address, RUNS);
  for (const [title, prepare] of actions(address)) {
    const act = await prepare(page);
    const measured = await traceMainThread(browser, page, async () => {
      await act();
      await page.waitForTimeout(SETTLED_MILLISECONDS);
    });
    console.log(`${RUNS} runs kept, ${title}: ${describeMainThread(measured)}`);
  }
  await page.context().close();
}

/**
 * Finds what it needs on the page, and answers with what the reader does: with the mouse and the keyboard
 * alone, since to look for an element is work for the main thread too.
 */
type Prepare = (page: Page) => Promise<() => Promise<unknown>>;

export function actions(address: string): readonly (readonly [title: string, prepare: Prepare])[] {
  return [
    [
      'opening the page',
      async (page) => async () => {
        await page.goto(`${address}?experiment=train-dlrm`);
        await page.waitForTimeout(OPENED_MILLISECONDS);
      },
    ],
    ['opening the Runs panel', (page) => pressing(page, button(page, 'Runs'))],
    ['opening it again', reopening],
    ['scrolling', scrolling],
    ['arrow keys', walking],
    ['sorting', sorting],
    ['filtering', filtering],
    ['hovering', hovering],
    ['selecting all', (page) => pressing(page, page.getByRole('checkbox', { name: /^Select all/ }), 2)],
    ['pinning and hiding', steering],
    ['switching back to the charts', (page) => pressing(page, button(page, 'Charts'))],
    ['pointing at a chart', pointing],
    ['grouping them', grouping],
    ['the charts of groups', (page) => pressing(page, button(page, 'Charts'))],
  ];
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, index: number) => page.locator('tr[data-run]').nth(index);
/** Of a row that is wider than what is in sight of it. */
const nameOf = (page: Page, index: number) => row(page, index).locator('[data-name]');

async function centreOf(locator: Locator): Promise<[x: number, y: number]> {
  await locator.scrollIntoViewIfNeeded();
  const box = await locator.boundingBox();
  if (!box) throw new Error(`Not on the page: ${locator}`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

async function pressing(page: Page, target: Locator, times = 1) {
  const centre = await centreOf(target);
  return async () => {
    for (let time = 0; time < times; time++) {
      await page.mouse.click(...centre);
      await page.waitForTimeout(SETTLED_MILLISECONDS);
    }
  };
}

async function reopening(page: Page) {
  await button(page, 'Charts').click();
  await page.waitForTimeout(SETTLED_MILLISECONDS);
  return pressing(page, button(page, 'Runs'));
}

async function scrolling(page: Page) {
  await page.mouse.move(...(await centreOf(nameOf(page, 3))));
  return async () => {
    for (let turn = 0; turn < SCROLLS; turn++) {
      await page.mouse.wheel(0, turn < SCROLLS / 2 ? 700 : -700);
      await page.waitForTimeout(60);
    }
  };
}

async function walking(page: Page) {
  await row(page, 0).focus();
  return async () => {
    for (let press = 0; press < KEY_PRESSES; press++) await page.keyboard.press('ArrowDown');
    for (let press = 0; press < 5; press++) await page.keyboard.press('PageDown');
    await page.keyboard.press('End');
    await page.keyboard.press('Home');
  };
}

async function sorting(page: Page) {
  const title = (name: string) => page.getByRole('columnheader', { name }).getByRole('button');
  // These are in sight at once.
  const [name, state, batch] = [
    await centreOf(title('Run')),
    await centreOf(title('State')),
    await centreOf(title('Batch')),
  ];
  return async () => {
    for (const at of [batch, batch, name, state, batch]) {
      await page.mouse.click(...at);
      await page.waitForTimeout(200);
    }
  };
}

async function filtering(page: Page) {
  await page.getByRole('searchbox', { name: 'Filter' }).focus();
  return async () => {
    await page.keyboard.type('batch > 100 and name contains "9"', { delay: 30 });
    await page.waitForTimeout(SETTLED_MILLISECONDS);
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
  };
}

async function hovering(page: Page) {
  const places: [number, number][] = [];
  for (let index = 1; index < 9; index++) places.push(await centreOf(nameOf(page, index)));
  return async () => {
    for (const place of places) await page.mouse.move(...place);
  };
}

async function steering(page: Page) {
  await row(page, 2).focus();
  return async () => {
    for (const key of ['p', 'p', 'h', 'h']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(200);
    }
  };
}

async function pointing(page: Page) {
  const box = await page.locator('.u-over').first().boundingBox();
  return async () => {
    for (let at = 1; box && at < 20; at++)
      await page.mouse.move(box.x + (at / 20) * box.width, box.y + box.height / 2);
  };
}

async function grouping(page: Page) {
  await button(page, 'Runs').click();
  const field = page.getByRole('combobox', { name: 'Group by' });
  await field.focus();
  return async () => {
    await page.keyboard.type('batch');
    await page.waitForTimeout(OPENED_MILLISECONDS);
  };
}
