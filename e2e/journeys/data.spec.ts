// The reader's own data: each kind of file is looked at and trained on; each damaged one is refused by file and
// record, and nothing that was there is lost.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { tableFromArrays, tableToIPC } from 'apache-arrow';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { sharedDataFolder } from '../support/sharedFile';
import { drop, errorsOf, type Given, give, statusOf as statusesOf } from './page';

test.describe.configure({ timeout: 240_000 });

/** That of the run, in the header: figures that change are statuses too. */
const statusOf = (page: Page) => statusesOf(page).first();

/** Settings under which a run takes seconds on the software adapter. */
const IMAGES = '?width=4&batch=8&steps=2';
const CLICKS = '?experiment=train-dlrm&batch=32&steps=3&bottom=8&top=8&dimension=4';

const text = (name: string, content: string): Given => ({ name, bytes: new TextEncoder().encode(content) });
const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const filesOf = (page: Page) => page.getByRole('region', { name: 'Data', exact: true });

async function trains(page: Page, steps: number): Promise<void> {
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toHaveText(new RegExp(`^Finished · step ${steps} of ${steps}`), {
    timeout: 180_000,
  });
}

/** IDX: images of 8 × 8 whose class is where they are bright. */
function idxPair(count: number): [Given, Given] {
  const header = (...dimensions: number[]) =>
    Buffer.concat([Buffer.from([0, 0, 8, dimensions.length]), ...dimensions.map(bigEndian)]);
  const pixels = range(count * 64).map((i) => ((i >> 6) % 2 === Math.floor((i % 64) / 32) ? 200 : 20));
  return [
    { name: 'train-images-idx3-ubyte', bytes: Buffer.concat([header(count, 8, 8), Buffer.from(pixels)]) },
    {
      name: 'train-labels-idx1-ubyte',
      bytes: Buffer.concat([header(count), Buffer.from(range(count).map((i) => i % 2))]),
    },
  ];
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const cifar = (count: number): Given => ({
  name: 'data_batch_1.bin',
  bytes: Buffer.concat(
    range(count).map((i) => Buffer.from([i % 10, ...range(3072).map((p) => (p * i) % 256)])),
  ),
});

const criteoLine = (i: number): string =>
  [
    i % 4 === 0 ? 1 : 0,
    ...range(13).map((k) => (i * k) % 50),
    ...range(26).map((k) => ((i * (k + 3)) % 40).toString(16).padStart(8, '0')),
  ].join('\t');
const criteo = (lines: readonly string[]): Given => text('train.txt', `${lines.join('\n')}\n`);

const columns = (count: number) => ({
  label: range(count).map((i) => (i % 3 === 0 ? 1 : 0)),
  price: range(count).map((i) => (i % 7) + 0.5),
  site: range(count).map((i) => `site ${i % 11}`),
  ad: range(count).map((i) => (i * i) % 29),
});

function parquet(count: number): Given {
  const { label, price, site, ad } = columns(count);
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'label', data: label, type: 'INT32' },
      { name: 'price', data: price, type: 'DOUBLE' },
      { name: 'site', data: site, type: 'STRING' },
      { name: 'ad', data: ad, type: 'INT32' },
    ],
  });
  return { name: 'log.parquet', bytes: new Uint8Array(bytes) };
}

function arrow(count: number): Given {
  const { label, price, site, ad } = columns(count);
  const table = tableFromArrays({
    label: Int32Array.from(label),
    price: Float64Array.from(price),
    site,
    ad: Int32Array.from(ad),
  });
  return { name: 'log.arrow', bytes: tableToIPC(table, 'file') };
}

const cut = ({ name, bytes }: Given, length: number): Given => ({ name, bytes: bytes.subarray(0, length) });

const whole: { kind: string; query: string; files: readonly Given[]; found: RegExp; steps: number }[] = [
  {
    kind: 'an IDX pair',
    query: IMAGES,
    files: idxPair(64),
    found: /64 images of 8×8 in 2 classes/,
    steps: 2,
  },
  {
    kind: 'CIFAR-10',
    query: IMAGES,
    files: [cifar(40)],
    found: /40 images of 32×32 in 10 classes/,
    steps: 2,
  },
  {
    kind: 'Criteo',
    query: CLICKS,
    files: [criteo(range(400).map(criteoLine))],
    found: /400 impressions: numbers 13, tables 26/,
    steps: 3,
  },
  {
    kind: 'Parquet',
    query: CLICKS,
    files: [parquet(300)],
    found: /300 impressions: numbers 1, tables 2/,
    steps: 3,
  },
  {
    kind: 'Arrow',
    query: CLICKS,
    files: [arrow(300)],
    found: /300 impressions: numbers 1, tables 2/,
    steps: 3,
  },
];

for (const { kind, query, files, found, steps } of whole)
  test(`${kind} is dropped, looked at and trained on`, async ({ page }) => {
    const errors = errorsOf(page);
    await page.goto(`./${query}`);
    await drop(page, files);
    await expect(filesOf(page)).toContainText(found);
    await trains(page, steps);
    expect(errors).toEqual([]);
  });

test('digits in CSV files are dropped in their roles and trained on', async ({ page }) => {
  const paths = ['train.csv', 'test.csv'].map((name) => join(sharedDataFolder, 'digits', name));
  test.skip(!paths.every(existsSync), 'no digits in the data folder');
  await page.goto(`./${IMAGES}`);
  await drop(page, [
    { name: 'train.csv', bytes: readFileSync(paths[0]) },
    { name: 'test.csv', bytes: readFileSync(paths[1]) },
  ]);
  await expect(filesOf(page)).toContainText('3,823 images of 8×8 in 10 classes');
  await page.getByRole('button', { name: 'Look at it' }).click();
  const balance = page.getByRole('figure', { name: 'Class balance' });
  await expect(balance).toHaveCount(2);
  await balance
    .first()
    .getByRole('button', { name: /as a table/ })
    .click();
  await expect(balance.first().getByRole('row')).toHaveCount(11);
  const counts = await balance.first().getByRole('row').locator('td:nth-child(2)').allTextContents();
  expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(3823);
  await trains(page, 2);
});

const damaged: { kind: string; query: string; files: readonly Given[]; message: RegExp }[] = [
  {
    kind: 'digits',
    query: IMAGES,
    files: [
      text('digits.csv', [...Array(2)].map((_, i) => [...Array(64).fill(i ? 99 : 3), 1].join()).join('\n')),
    ],
    message: /digits\.csv: line 2: column 1 \(pixel0\) "99" is out of range/,
  },
  {
    kind: 'IDX',
    query: IMAGES,
    files: [cut(idxPair(64)[0], 16 + 64 * 10 + 5), idxPair(64)[1]],
    message: /train-images-idx3-ubyte: record 10: truncated: 64 bytes expected, 5 found/,
  },
  {
    kind: 'CIFAR',
    query: IMAGES,
    files: [cut(cifar(5), 3073 * 3 + 100)],
    message: /data_batch_1\.bin: record 3: truncated/,
  },
  {
    kind: 'Criteo',
    query: CLICKS,
    files: [criteo([criteoLine(1), criteoLine(2), criteoLine(3).replace(/^\d/, '7')])],
    message: /train\.txt: line 3: column 1 \(label\) "7" is out of range/,
  },
  {
    kind: 'Parquet',
    query: CLICKS,
    files: [cut(parquet(50), 200)],
    message: /log\.parquet: footer: is damaged/,
  },
  { kind: 'Arrow', query: CLICKS, files: [cut(arrow(50), 300)], message: /log\.arrow: end: is damaged/ },
];

/** Good data that is there already. */
const kept: Record<string, Given> = {
  [IMAGES]: text(
    'test.csv',
    range(20)
      .map((i) => [...Array(64).fill(i % 16), i % 10].join())
      .join('\n'),
  ),
  [CLICKS]: { ...criteo(range(20).map(criteoLine)), name: 'test.txt' },
};

for (const { kind, query, files, message } of damaged)
  test(`damaged ${kind} is refused by file and record before anything runs`, async ({ page }) => {
    await page.goto(`./${query}`);
    await drop(page, [kept[query]]);
    await expect(filesOf(page).getByRole('listitem')).toHaveCount(1);
    await drop(page, files);
    const alert = page.getByRole('alert').filter({ hasText: message });
    await expect(alert).toHaveCount(1);
    await expect(alert).not.toContainText(/\bat .*\.(js|ts):\d/);
    await expect(filesOf(page).getByRole('listitem').filter({ hasText: kept[query].name })).toBeVisible();
    await expect(statusOf(page)).toContainText('Recorded example');
  });

test('data at an address is fetched when asked for: Parquet in place, other files whole', async ({
  page,
}) => {
  const log = Buffer.from(parquet(300).bytes);
  const asked: string[] = [];
  const server = await serve((url, part) => {
    asked.push(`${url} ${part ?? ''}`.trim());
    if (url === '/log.parquet') return log;
    return url === '/train.txt' ? Buffer.from(criteo(range(60).map(criteoLine)).bytes) : null;
  });
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await page.goto(`./${CLICKS}&panel=data&dataUrl=${encodeURIComponent(`${base}/log.parquet`)}`);
    const address = page.getByRole('textbox', { name: 'Or an address' });
    await expect(address).toHaveValue(`${base}/log.parquet`);
    // A link alone downloads nothing.
    expect(asked).toEqual([]);
    await page.getByRole('button', { name: 'Fetch', exact: true }).click();
    await expect(filesOf(page)).toContainText('300 impressions');
    expect(asked.some((request) => /\/log\.parquet bytes=\d+-\d+/.test(request))).toBe(true);
    expect(asked).not.toContain('/log.parquet');
    await trains(page, 3);
    await page.getByRole('button', { name: 'Remove log.parquet' }).click();
    await expect(page).not.toHaveURL(/dataUrl/);
    await address.fill(`${base}/train.txt`);
    await address.press('Enter');
    await expect(filesOf(page)).toContainText('60 impressions');
    await expect(page).toHaveURL(/dataUrl/);
    await address.fill(`${base}/nothing.csv`);
    await address.press('Enter');
    await expect(page.getByRole('alert')).toContainText(/nothing\.csv: address: the server answered 404/);
    await address.fill('http://127.0.0.1:9/closed.csv');
    await address.press('Enter');
    await expect(page.getByRole('alert')).toContainText(/closed\.csv.*cannot be reached.*CORS/);
    // What was there is still there.
    await expect(filesOf(page)).toContainText('60 impressions');
  } finally {
    server.close();
  }
});

/** A server whose files any page may read, by range too. */
async function serve(find: (url: string, range: string | undefined) => Buffer | null): Promise<Server> {
  const server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', 'Range');
    if (request.method === 'OPTIONS') return response.end();
    const content =
      request.method === 'HEAD'
        ? find(request.url ?? '', 'head')
        : find(request.url ?? '', request.headers.range);
    if (!content) return response.writeHead(404).end();
    const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    const part = from ? content.subarray(Number(from), Number(to) + 1) : content;
    response.writeHead(from ? 206 : 200, { 'Content-Length': part.length });
    response.end(request.method === 'HEAD' ? undefined : part);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('columns are given other roles where the guess is wrong', async ({ page }) => {
  await page.goto(`./${CLICKS}`);
  const { label, price, site, ad } = columns(300);
  const rows = label.map((value, i) => [value, price[i], site[i], ad[i]].join());
  await drop(page, [text('log.csv', `bought,price,site,ad\n${rows.join('\n')}\n`)]);
  await expect(page.getByRole('alert').filter({ hasText: /log\.csv: schema: needs/ })).toHaveCount(1);
  await page.getByRole('button', { name: 'Look at it' }).click();
  await page.getByRole('combobox', { name: 'bought' }).selectOption('label');
  await expect(filesOf(page)).toContainText('300 impressions: numbers 1, tables 2');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('combobox', { name: 'ad', exact: true }).selectOption('not used');
  await expect(filesOf(page)).toContainText('300 impressions: numbers 1, tables 1');
  await trains(page, 3);
});

test('what is made follows its knobs, also while training goes on', async ({ page }) => {
  const errors = errorsOf(page);
  await page.goto(`./${CLICKS}&panel=data&samples=20000&steps=100000`);
  const tables = page.getByRole('region', { name: 'Tables of ids' });
  await expect(tables.getByRole('row')).toHaveCount(7);
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await expect(statusOf(page)).toContainText(/Running|step \d/, { timeout: 120_000 });
  const panel = page.getByRole('region', { name: 'Made here' });
  await panel.getByRole('combobox', { name: 'Click log' }).selectOption('default');
  await expect(tables.getByRole('row')).toHaveCount(9);
  await tables.getByRole('button', { name: 'table7' }).click();
  await expect(page.getByRole('figure', { name: 'Frequency by rank of table7' })).toContainText(
    /Fitted Zipf exponent 1\.\d\d/,
  );
  await panel.getByRole('button', { name: 'Textured shapes' }).click();
  await expect(page.getByRole('figure', { name: 'Class balance' }).getByRole('img')).toBeVisible();
  await panel.getByRole('textbox', { name: 'Classes' }).fill('3');
  await expect(page.getByRole('figure', { name: 'Class balance' })).toContainText('3 classes');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  expect(errors).toEqual([]);
});

test('a folder of images is trained on, one class a folder', async ({ page }) => {
  await page.goto(`./${IMAGES}&resolution=16`);
  const images = await page.evaluate(async () => {
    const draw = async (colour: string) => {
      const canvas = new OffscreenCanvas(24, 20);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.fillStyle = colour;
      context.fillRect(0, 0, 24, 20);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
      return btoa(String.fromCharCode(...bytes));
    };
    return { red: await draw('red'), blue: await draw('blue') };
  });
  const folder = mkdtempSync(join(tmpdir(), 'tessera-folder-'));
  for (const [name, base64] of Object.entries(images)) {
    mkdirSync(join(folder, name));
    for (let i = 0; i < 20; i++) writeFileSync(join(folder, name, `${i}.png`), Buffer.from(base64, 'base64'));
  }
  await page.getByRole('button', { name: 'Preview', exact: true }).click();
  await page.getByRole('button', { name: 'Your data' }).click();
  await give(page, () => page.getByRole('button', { name: 'Choose a folder of images…' }).click(), folder);
  await expect(filesOf(page)).toContainText('40 images of 16×16 in 2 classes');
  await trains(page, 2);
  writeFileSync(join(folder, 'red', '3.png'), images.red.slice(0, 40));
  await page.goto(`./${IMAGES}&panel=data`);
  await page.getByRole('button', { name: 'Your data' }).click();
  await give(page, () => page.getByRole('button', { name: 'Choose a folder of images…' }).click(), folder);
  await expect(
    page.getByRole('alert').filter({ hasText: /red\/3\.png: image: could not be decoded/ }),
  ).toHaveCount(1);
  rmSync(folder, { recursive: true });
});
