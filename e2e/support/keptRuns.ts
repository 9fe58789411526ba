// Runs as earlier visits would have kept them, put into the storage of a browser without training any.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright';
import { RUNS_FOLDER } from '../../src/lab/archiveProtocol';
import { INDEX_FILE, indexText, type RunRecord } from '../../src/lab/archiveRecord';
import { decodeBundle, encodeBundle, type RunBundle } from '../../src/lab/bundle';

/** Bundles that differ; further runs have the rows of an earlier one. */
const DISTINCT = 40;
const STEPS = 200;
const BATCHES = [64, 128, 256, 512, 1024];
const example = resolve(import.meta.dirname, '../../public/prerecorded/train-dlrm.arrow');

/** Names are "kept 1" and so on, the last the latest. Leaves the page on a blank one of the same origin. */
export async function keepRuns(page: Page, address: string, count: number): Promise<void> {
  const base = decodeBundle(readFileSync(example));
  const bundles = Array.from({ length: Math.min(count, DISTINCT) }, (_, index) => bundleLike(base, index));
  const encoded = bundles.map((bundle) => encodeBundle(bundle));
  const records = Array.from({ length: count }, (_, index) =>
    recordOf(bundles[index % DISTINCT], index, encoded[index % DISTINCT].length),
  );
  const blank = new URL('blank', address).href;
  await page.route(blank, (route) => route.fulfill({ contentType: 'text/html', body: '' }));
  await page.goto(blank);
  await page.evaluate(write, {
    folder: RUNS_FOLDER,
    index: { name: INDEX_FILE, text: indexText(records) },
    ids: records.map(({ id }) => id),
    bundles: encoded.map((bytes) => Buffer.from(bytes).toString('base64')),
  });
}

interface Written {
  folder: string;
  index: { name: string; text: string };
  ids: string[];
  bundles: string[];
}

/** In the page, and so without helpers of its own: what compiles this names functions by one it has not. */
async function write({ folder, index, ids, bundles }: Written): Promise<void> {
  const root = await navigator.storage.getDirectory();
  const runs = await root.getDirectoryHandle(folder, { create: true });
  const decoded = bundles.map((text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  const files = [
    ...ids.map((id, place) => [`${id}.arrow`, decoded[place % decoded.length]] as const),
    [index.name, index.text] as const,
  ];
  for (const [name, content] of files) {
    const stream = await (await runs.getFileHandle(name, { create: true })).createWritable();
    await stream.write(content);
    await stream.close();
  }
}

function bundleLike(base: RunBundle, index: number): RunBundle {
  // Knuth's multiplicative hash: noise that is the same every time.
  const noise = (row: number) => (Math.imul(row + 7919 * index, 2654435761) >>> 0) / 2 ** 32 - 0.5;
  const rows = Array.from({ length: STEPS }, (_, row) => ({
    step: row + 1,
    epoch: (row + 1) / STEPS,
    learningRate: 0.1 / Math.sqrt(1 + row / 50),
    trainLoss: 0.45 + 0.002 * index + 0.25 * Math.exp((-row / 60) * (1 + index / 10)) + 0.02 * noise(row),
    stepMs: 8 + noise(row + 1),
    samplesPerSecond: 8000 + 100 * index + 500 * noise(row + 2),
  }));
  const scores = Array.from({ length: 10 }, (_, row) => ({
    step: (row + 1) * (STEPS / 10),
    testNormalizedEntropy: 0.8 + 0.001 * index + 0.2 * Math.exp(-row / 3),
  }));
  const config = {
    ...base.result.config,
    batch: BATCHES[index % BATCHES.length],
    dimension: 4 + (index % 3),
  };
  const metrics = {
    ...base.result.metrics,
    trainLoss: rows[STEPS - 1].trainLoss,
    testNormalizedEntropy: scores[9].testNormalizedEntropy,
    stepMs: 8 + noise(0),
  };
  return {
    ...base,
    result: { ...base.result, config, metrics, seed: index },
    tables: { training: rows, evaluation: scores },
  };
}

function recordOf({ result }: RunBundle, index: number, bytes: number): RunRecord {
  const { experiment, config, metrics, wallSeconds } = result;
  return {
    id: `kept-${index + 1}`,
    name: `kept ${index + 1}`,
    colour: index % 8,
    pinned: false,
    hidden: false,
    createdAt: Date.UTC(2026, 0, 1) + 60_000 * index,
    origin: 'live',
    experiment,
    config,
    seed: index,
    state: 'finished',
    metrics,
    step: STEPS,
    wallSeconds,
    bytes,
    sweep: null,
    deletedAt: null,
  };
}
