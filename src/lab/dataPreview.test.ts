// A look at data says of it what the data itself says.
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultsOf } from '../experiments/schema';
import { trainDlrm } from '../experiments/train-dlrm';
import { trainResnet } from '../experiments/train-resnet';
import { imageData } from '../experiments/training/imageData';
import { answer, fetchInput, makeLook, openLook } from './dataPreview';
import type { ClickSummary, DataUpdate, Guess, ImageSummary } from './dataProtocol';

const images = (changes = {}) => ({ ...defaultsOf(trainResnet.config), samples: 600, ...changes });
const clicks = (changes = {}) => ({ ...defaultsOf(trainDlrm.config), samples: 3000, ...changes });
const text = (name: string, content: string) => ({ name, blob: new Blob([content]) });
const ignore = () => {};

describe('data made here', () => {
  it('counts the classes that a run trains on', async () => {
    const settings = images({ classes: 5, tail: 1.5, labelNoise: 0.3 });
    const look = makeLook('image', settings);
    const summary = look.summary as ImageSummary;
    const lab = { seed: 0, files: {}, status: ignore };
    const { train } = await imageData(lab, settings as never);
    const counts = Array<number>(5).fill(0);
    for (const label of train.labels) counts[label]++;
    expect(summary.classCounts).toEqual(counts);
    expect(look).toMatchObject({ looked: 600, whole: true });
    expect(summary.samples.labels).toEqual([...train.labels.subarray(0, 48)]);
    // The first pixel of the first image, opaque.
    expect([...summary.samples.pixels.subarray(0, 4)]).toEqual([...train.images.subarray(0, 3), 255]);
  });

  it('shows a click log with its planted exponents and its least loss', () => {
    const { summary } = makeLook('click', clicks()) as { summary: ClickSummary };
    expect(summary.tables.map(({ planted }) => planted)).toEqual([0.8, 1.05, 1.05, 1.1, 1.1, 1.05]);
    expect(summary.bestNormalizedEntropy).toBeGreaterThan(0.7);
    expect(summary.bestNormalizedEntropy).toBeLessThan(0.9);
    expect(summary.rows[0]).toHaveLength(1 + summary.numbers.length + summary.tables.length);
    for (const { lookups, distinct, rows } of summary.tables) {
      expect(distinct).toBeLessThanOrEqual(Math.min(rows, lookups));
      expect(lookups).toBeGreaterThan(0);
    }
  });

  it('says that it is a sample of a long log', () => {
    const look = makeLook('click', clicks({ samples: 1_000_000 }));
    expect(look.whole).toBe(false);
    expect(look.looked).toBeLessThan(1_000_000);
    expect(look.summary.count).toBe(1_000_000);
  });
});

describe('the reader’s files', () => {
  it('are summed up, with how they were understood', async () => {
    let guess: Guess | undefined;
    const heard = (update: DataUpdate) => {
      if (update.kind === 'guess') guess = update.guess;
    };
    const inputs = [text('log.csv', 'label,site,price\n1,a,2.5\n0,b,3.5\n1,a,4.5\n')];
    const look = await openLook({ kind: 'open', inputs, reading: {}, side: 32 }, heard);
    const summary = look.summary as ClickSummary;
    expect([summary.count, summary.clicked]).toEqual([3, 2]);
    expect(summary.numbers[0]).toMatchObject({ name: 'price', mean: 3.5, minimum: 2.5, maximum: 4.5 });
    expect(summary.rows[2]).toEqual(['1', '4.5', '0']);
    expect(guess?.format).toBe('table');
    expect(guess?.formats).toContain('criteo');
    expect(guess?.columns.map(({ role }) => role)).toEqual(['label', 'table', 'dense']);
    expect(look.whole).toBe(true);
  });

  it('that are damaged are refused with file and record', async () => {
    const inputs = [text('u.data', '1\t2\t3\t4\n1\t2\tmany\t4\n')];
    await expect(answer({ kind: 'open', inputs, reading: {}, side: 32 }, ignore)).rejects.toThrow(
      'u.data: line 2: column 3 (rating) "many" is not a number',
    );
  });
});

describe('data at an address', () => {
  afterEach(() => vi.unstubAllGlobals());

  const parquet = new Uint8Array(
    parquetWriteBuffer({ columnData: [{ name: 'label', data: [0, 1], type: 'INT32' }] }),
  );
  /** A server with one file; `ranges` says whether it answers range requests. */
  const serve = (bytes: Uint8Array<ArrayBuffer>, ranges: boolean) =>
    vi.stubGlobal('fetch', async (url: string, { method, headers }: RequestInit = {}) => {
      if (!url.includes('log')) return new Response(null, { status: 404, statusText: 'Not Found' });
      const range = /bytes=(\d+)-(\d+)/.exec(new Headers(headers).get('Range') ?? '');
      if (ranges && range)
        return new Response(bytes.slice(Number(range[1]), Number(range[2]) + 1), { status: 206 });
      return new Response(method === 'HEAD' ? null : bytes, {
        headers: { 'content-length': String(bytes.length) },
      });
    });

  it('stays there when it is Parquet on a server with range requests', async () => {
    serve(parquet, true);
    const input = await fetchInput('https://host/a/log.parquet?v=2', ignore);
    expect(input).toMatchObject({
      name: 'log.parquet',
      url: 'https://host/a/log.parquet?v=2',
      size: parquet.length,
    });
    expect(input.blob.size).toBe(0);
  });

  it('is downloaded otherwise', async () => {
    serve(parquet, false);
    const input = await fetchInput('https://host/log.parquet', ignore);
    expect(input.url).toBeUndefined();
    expect(input.blob.size).toBe(parquet.length);
  });

  it('that is not to be had is said so: not found, unreachable, no data', async () => {
    serve(parquet, true);
    await expect(fetchInput('https://host/other.csv', ignore)).rejects.toThrow(
      'https://host/other.csv: address: the server answered 404 Not Found: there is no such file',
    );
    serve(new TextEncoder().encode('<html>hello</html>'), true);
    await expect(fetchInput('https://host/log.csv', ignore)).rejects.toThrow(
      'https://host/log.csv: start: is a web page, not data',
    );
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(fetchInput('https://host/log.csv', ignore)).rejects.toThrow(
      /does not let other pages read .*CORS/,
    );
  });
});
