// How fluid the placement board is: shards of many tables are dragged over many devices, up and down the board, while
// frames are counted and it is timed how long after a move of the pointer the cost of the place under it is shown.

import type { Browser, Page } from 'playwright';
import { quantile } from '../../src/bench/sampling';
import { describeMainThread, traceMainThread } from './mainThread';

const boards = [
  {
    tables: '100 made up',
    cluster: '2 hosts of 8 × 40 GiB, TorchRec’s rates',
    title: '100 tables on 16 devices',
  },
  { tables: '856 made up', cluster: '16 × DGX H100', title: '856 tables on 128 devices' },
];
/** Moves of one drag, over the whole board and back. */
const MOVES = 160;
const FRAME_MILLISECONDS = 16;

interface Timed {
  /** Between one frame and the next. */
  frames: number[];
  /** From a move of the pointer to the changed words of its cost. */
  updates: number[];
}

declare global {
  interface Window {
    timed: Timed & { end(): void };
  }
}

export async function placing(browser: Browser, address: string): Promise<void> {
  for (const board of boards) {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    await page.goto(`${address}?panel=placement`);
    await settled(page);
    await page.getByRole('combobox', { name: 'Cluster' }).selectOption({ label: board.cluster });
    await settled(page);
    await page.getByRole('button', { name: board.tables }).click();
    await settled(page);
    const title = (await page.getByRole('listbox', { name: /shards on/ }).getAttribute('aria-label')) ?? '';
    await watch(page);
    const measured = await traceMainThread(browser, page, () => drag(page));
    const { frames, updates } = await page.evaluate(() => {
      window.timed.end();
      return { frames: window.timed.frames, updates: window.timed.updates };
    });
    console.log(
      `${board.title} (${title.split(':')[0]}), a shard dragged over all of them: ` +
        `frames of ${spread(frames)}; its cost shown after ${spread(updates)}, ${updates.length} times; ` +
        `main thread: ${describeMainThread(measured)}`,
    );
    await page.context().close();
  }
}

const spread = (times: readonly number[]): string =>
  [0.5, 0.95, 1].map((share) => quantile(times, share).toFixed(1)).join(' / ') +
  ' ms (median / 95 % / longest)';

/** Takes what the planner has after a while. */
async function settled(page: Page): Promise<void> {
  const planner = page.getByRole('region', { name: 'Planner' });
  const stop = page.getByRole('button', { name: 'Stop planner' });
  await planner.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(4000);
  if (await stop.isVisible()) await stop.click({ timeout: 2000 }).catch(() => {});
  await page.locator('section[aria-label=Planner]:not([data-state=running])').waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1000);
}

async function watch(page: Page): Promise<void> {
  // What compiles this file keeps the names of functions by a helper of its own, which a page lacks.
  await page.evaluate('globalThis.__name = (own) => own');
  await page.evaluate(() => {
    const [frames, updates]: number[][] = [[], []];
    let moved = 0;
    let last = 0;
    let frame = requestAnimationFrame(function count(now) {
      if (last) frames.push(now - last);
      last = now;
      frame = requestAnimationFrame(count);
    });
    const move = () => {
      moved ||= performance.now();
    };
    addEventListener('pointermove', move, true);
    const words = new MutationObserver(() => {
      if (moved) updates.push(performance.now() - moved);
      moved = 0;
    });
    const reading = document.querySelector('[role=listbox] p');
    if (reading) words.observe(reading, { childList: true, characterData: true, subtree: true });
    const end = () => {
      cancelAnimationFrame(frame);
      words.disconnect();
      removeEventListener('pointermove', move, true);
    };
    window.timed = { frames, updates, end };
  });
}

/** The largest shard of the slowest device, over every device and back. */
async function drag(page: Page): Promise<void> {
  const board = page.getByRole('listbox', { name: /shards on/ });
  await board.focus();
  await page.keyboard.press('ArrowUp');
  const tile = await board.getByRole('option').boundingBox();
  const box = await board.boundingBox();
  if (!tile || !box) throw new Error('There is nothing to drag');
  await page.mouse.move(tile.x + tile.width / 2, tile.y + tile.height / 2);
  await page.mouse.down();
  for (let step = 0; step <= MOVES; step++) {
    const across = 0.5 - 0.5 * Math.cos((2 * Math.PI * step) / MOVES);
    await page.mouse.move(box.x + 70 + across * (box.width - 90), box.y + box.height / 2 + (step % 7));
    await page.waitForTimeout(FRAME_MILLISECONDS);
  }
  await page.mouse.up();
}
