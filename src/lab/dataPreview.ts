// Looks at data before anything is trained on it: makes or opens it as a run would, and sums up what it holds.

import { DataError } from '../base/errors';
import { ClickLog } from '../data/generators/click/clickLog';
import { clickPreset } from '../data/generators/click/presets';
import { formatName, guessFormat, otherFormats } from '../data/guessFormat';
import { type DataInput, inputBytes } from '../data/input';
import { openInputs } from '../data/openInputs';
import { blobSource, streamChunks, urlSource } from '../data/readers/source';
import { countClasses, summarise, summariseClicks, summariseImages } from '../data/statistics/summary';
import type { Config } from '../experiments/schema';
import type { ClickDataSettings } from '../experiments/training/clickData';
import { type ImageDataSettings, imageWorld } from '../experiments/training/imageData';
import type { DataRequest, DataUpdate, Guess, Look } from './dataProtocol';

/** Generated samples that are counted, and images that are drawn. */
const MADE_IMAGES = 20_000;
const MADE_CLICKS = 40_000;
const DRAWN_IMAGES = 48;
/** Files of more bytes are looked at by a sample of their first rows. */
const WHOLE_BYTES = 64 * 2 ** 20;
/** What a gzipped file may grow by. */
const INFLATION = 5;
const SAMPLE_ROWS = 200_000;
const SAMPLE_IMAGES = 20_000;
/** Images of a folder are decoded one by one. */
const SAMPLE_FOLDER = 2000;
const PARQUET = 'PAR1';

type Report = (update: DataUpdate) => void;

/** Answers one request; throws what is to be told to the reader. */
export async function answer(request: DataRequest, report: Report): Promise<DataUpdate> {
  switch (request.kind) {
    case 'make':
      return { kind: 'look', look: makeLook(request.content, request.settings) };
    case 'open':
      return { kind: 'look', look: await openLook(request, report) };
    case 'fetch':
      return { kind: 'fetched', input: await fetchInput(request.url, report) };
  }
}

export function makeLook(content: 'image' | 'click', settings: Config): Look {
  if (content === 'click') {
    const { data, samples } = settings as unknown as ClickDataSettings;
    const looked = Math.min(samples, MADE_CLICKS);
    const log = new ClickLog(clickPreset(data));
    const summary = summariseClicks(log.generate(0, looked));
    const tables = summary.tables.map((table, index) => ({
      ...table,
      planted: log.config.tables[index].exponent,
    }));
    return { summary: { ...summary, count: samples, tables }, looked, whole: looked === samples };
  }
  const images = settings as unknown as ImageDataSettings;
  const world = imageWorld(images, images.labelNoise);
  const looked = Math.min(images.samples, MADE_IMAGES);
  const labels = Int32Array.from({ length: looked }, (_, index) => world.scene(index).label);
  const drawn = summariseImages(world.generate(0, Math.min(looked, DRAWN_IMAGES)));
  const classCounts = countClasses(labels, images.classes);
  return {
    summary: { ...drawn, count: images.samples, classCounts },
    looked,
    whole: looked === images.samples,
  };
}

type OpenRequest = Extract<DataRequest, { kind: 'open' }>;

export async function openLook({ inputs, reading, side }: OpenRequest, report: Report): Promise<Look> {
  let guess: Guess = { format: null, formats: otherFormats('table'), columns: [] };
  const learn = (found: Partial<Guess>) => {
    guess = { ...guess, ...found };
    report({ kind: 'guess', guess });
  };
  const limit = await sampleLimit(inputs, reading.format);
  const dataset = await openInputs(inputs, {
    reading,
    side,
    ...(limit !== undefined && { limit }),
    observer: {
      format: (format) => learn({ format, formats: otherFormats(format) }),
      columns: (columns) => learn({ columns }),
      bytes: (done, total) => report({ kind: 'progress', text: 'Reading', done, total }),
      images: (done, total) => report({ kind: 'progress', text: 'Decoding images', done, total }),
    },
  });
  const whole = limit === undefined || dataset.count < limit;
  return { summary: summarise(dataset), looked: dataset.count, whole };
}

/** Rows that are read of large data; undefined for all. */
async function sampleLimit(
  inputs: readonly DataInput[],
  wanted: string | undefined,
): Promise<number | undefined> {
  const images = inputs.reduce((sum, input) => sum + (input.images?.length ?? 0), 0);
  if (images > 0) return images > SAMPLE_FOLDER ? SAMPLE_FOLDER : undefined;
  const bytes = inputs.reduce(
    (sum, input) => sum + inputBytes(input) * (/\.gz$/i.test(input.name) ? INFLATION : 1),
    0,
  );
  if (bytes <= WHOLE_BYTES) return undefined;
  const local = inputs.find(({ url }) => url === undefined);
  const format = local
    ? formatName(await guessFormat(blobSource(local.name, local.blob), wanted))
    : 'parquet';
  return /^(idx|cifar|optdigits|pixels)/.test(format) ? SAMPLE_IMAGES : SAMPLE_ROWS;
}

/**
 * What is at an address: Parquet on a server that answers range requests stays there and is read column by
 * column; anything else is downloaded. Throws `DataError` for what cannot be had or is in no known format.
 */
export async function fetchInput(url: string, report: Report): Promise<DataInput> {
  const source = await urlSource(url);
  const name = nameOf(url);
  if (source.size !== undefined && (await startsAsParquet(source)))
    return { name, blob: new Blob([]), url, size: source.size };
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for await (const part of streamChunks(source)) {
    parts.push(part as Uint8Array<ArrayBuffer>);
    done += part.length;
    report({ kind: 'progress', text: 'Downloading', done, total: source.size ?? 0 });
  }
  const blob = new Blob(parts);
  await guessFormat(blobSource(url, blob));
  return { name, blob };
}

async function startsAsParquet(source: Awaited<ReturnType<typeof urlSource>>): Promise<boolean> {
  try {
    const start = await source.slice?.(0, PARQUET.length);
    return start !== undefined && new TextDecoder().decode(start) === PARQUET;
  } catch (error) {
    // A server without range requests: the file is downloaded whole.
    if (error instanceof DataError) return false;
    throw error;
  }
}

/** "https://host/folder/log.parquet?v=2" → "log.parquet". */
function nameOf(url: string): string {
  const { pathname, host } = new URL(url);
  return decodeURIComponent(pathname.split('/').at(-1) ?? '') || host;
}
