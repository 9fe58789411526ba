// A device that has no memory left: the process that owns it is denied more than a little beyond what it has, so that
// an allocation fails in earnest. Chromium then ends that process, and the device is gone with it; the page says what
// was being allocated, offers a batch that fits, and has lost nothing.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Browser, expect, test } from '@playwright/test';
import { errorsOf, statusOf } from './page';

test.describe.configure({ timeout: 200_000 });
test.use({ actionTimeout: 20_000 });

const LONG = { timeout: 90_000 };
/** Beyond what the process has when its kernels are compiled. */
const HEADROOM_BYTES = 100 * 2 ** 20;
const BATCH = 8192;

/** The process that owns the device; Chromium starts another when it has ended. */
async function gpuProcess(browser: Browser): Promise<number | undefined> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  return processInfo.find(({ type }) => type === 'GPU')?.id;
}

/** Denies a process more than so many bytes of data. */
const limitMemory = (pid: number, bytes: number) =>
  execFileSync('prlimit', ['--pid', String(pid), `--data=${bytes}`]);

/** Bytes of data that a process has. */
function dataOf(pid: number): number {
  const [, kibibytes] = /VmData:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return 1024 * Number(kibibytes);
}

test('memory runs out while a run is set up: what for is named, and a batch that fits trains to its end', async ({
  page,
  browser,
}) => {
  const canLimit = process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0;
  test.skip(!canLimit, 'memory can be denied to a process only where there is prlimit (Linux, util-linux)');
  const errors = errorsOf(page);
  await page.goto(`./?experiment=train-resnet&width=8&resolution=8&samples=${BATCH}&batch=32&steps=3`);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(/^Finished · step 3 of 3/, LONG);

  const batch = page.getByRole('textbox', { name: 'Batch samples' });
  await batch.fill(String(BATCH));
  await batch.press('Enter');
  // Nothing but the tensors is to be allocated once memory is short.
  await expect(statusOf(page)).toContainText('Compiling');
  await expect(statusOf(page)).not.toContainText('Compiling', LONG);
  const first = (await gpuProcess(browser))!;
  const granted = dataOf(first) + HEADROOM_BYTES;
  limitMemory(first, granted);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  const notice = page.getByRole('alert', { name: 'The GPU went away.' });
  await expect(notice).toBeVisible(LONG);
  await expect(notice).toContainText(
    /memory for \w+ arena\d+ \(.+, [\d.]+ MiB, and \d+ smaller tensors\) was allocated: needed [\d.]+ MiB beside [\d.]+ MiB in use/,
  );
  // The run that was not to be has left what was there before.
  await expect(statusOf(page)).toHaveText(/^Finished · step 3 of 3/);
  await expect(page.getByRole('figure', { name: 'Training loss' })).toContainText('over steps 1 to 3');

  // The process that takes the place of the one that ended gets no more than that had.
  await expect.poll(async () => ![undefined, first].includes(await gpuProcess(browser))).toBe(true);
  limitMemory((await gpuProcess(browser))!, granted);
  const suggestion = notice.getByRole('button', { name: /^Try a batch of [\d,]+$/ });
  const suggested = Number((await suggestion.textContent())?.replace(/\D/g, ''));
  expect(suggested).toBeLessThan(BATCH);
  await suggestion.click();
  await expect(notice).toHaveCount(0);
  await expect(batch).toHaveValue(String(suggested));
  await expect(statusOf(page)).toHaveText(/^(Starting|Compiling|step|Generating)/i);
  await expect(statusOf(page)).toHaveText(/^Finished · step 3 of 3/, LONG);
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: 'Runs', exact: true }).click();
  await expect(page.getByRole('grid', { name: 'Runs' }).getByRole('rowheader')).toHaveCount(2);
  expect(errors).toEqual([]);
});
