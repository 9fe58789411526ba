// Runs are kept, found again, and survive damage and two tabs at once.

import { expect, test } from 'vitest';
import { Archive, type Exclusively } from './archive';
import { INDEX_FILE, indexText, parseIndex, type RunRecord } from './archiveRecord';
import type { ColumnBundle } from './bundle';
import type { Folder } from './opfs';

/** A folder in memory whose operations take turns, as those of a disk do. */
function memoryFolder() {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const turn = () => new Promise<void>((resolve) => setTimeout(resolve));
  const folder: Folder = {
    async read(name) {
      await turn();
      return files.get(name) ?? null;
    },
    async write(name, content) {
      await turn();
      files.set(
        name,
        typeof content === 'string' ? Uint8Array.from(new TextEncoder().encode(content)) : content,
      );
    },
    async remove(name) {
      files.delete(name);
    },
    names: async () => [...files.keys()],
  };
  return { folder, files };
}

/** One body after another, like a lock of the browser. */
function lock(): Exclusively {
  let last: Promise<unknown> = Promise.resolve();
  return (body) => {
    const now = last.then(body, body);
    last = now.catch(() => {});
    return now;
  };
}

const record = (id: string, createdAt = 1): Omit<RunRecord, 'bytes' | 'deletedAt'> => ({
  id,
  name: `name of ${id}`,
  colour: 2,
  pinned: true,
  hidden: false,
  createdAt,
  origin: 'live',
  experiment: 'train-dlrm',
  config: { dimension: 8 },
  seed: 3,
  state: 'finished',
  metrics: { trainLoss: 0.5 },
  step: 2,
  wallSeconds: 4,
  sweep: null,
});

const bundle: ColumnBundle = {
  result: {
    experiment: 'train-dlrm',
    config: { dimension: 8 },
    seed: 3,
    version: '1',
    adapter: {
      vendor: 'v',
      architecture: 'a',
      device: '',
      description: '',
      software: true,
      features: [],
      limits: {} as never,
    },
    data: 'clicks',
    metrics: { trainLoss: 0.5 },
    findings: [],
    claims: [],
    weightHash: 'ab',
    completed: true,
    wallSeconds: 4,
  },
  forecast: null,
  inspection: null,
  profile: null,
  events: [],
  tables: {
    training: { step: Float64Array.of(1, 2), trainLoss: Float64Array.of(1, 0.5) },
    evaluation: {},
  },
};

test('a run is kept with all its rows, and changed and removed', async () => {
  const { folder, files } = memoryFolder();
  const archive = new Archive(folder, lock());
  const bytes = await archive.put(record('b', 2), bundle);
  await archive.put(record('a', 1), bundle);
  await archive.change([{ id: 'b', name: 'mine', hidden: true }]);
  expect(await archive.list()).toEqual([
    { ...record('a', 1), bytes, deletedAt: null },
    { ...record('b', 2), name: 'mine', hidden: true, bytes, deletedAt: null },
  ]);
  expect(await archive.read('b')).toEqual(bundle);
  await archive.remove(['b']);
  expect((await archive.list()).map(({ id }) => id)).toEqual(['a']);
  expect([...files.keys()].sort()).toEqual(['a.arrow', INDEX_FILE]);
});

test('a deleted run is not listed, comes back when that is undone, and goes for good later', async () => {
  const { folder, files } = memoryFolder();
  const archive = new Archive(folder, lock());
  await archive.put(record('a'), bundle);
  await archive.change([{ id: 'a', deletedAt: Date.now() }]);
  expect(await archive.list()).toEqual([]);
  await archive.change([{ id: 'a', deletedAt: null }]);
  expect(await archive.list()).toHaveLength(1);
  await archive.change([{ id: 'a', deletedAt: Date.now() - 3_600_000 }]);
  expect(await archive.list()).toEqual([]);
  expect(files.has('a.arrow')).toBe(false);
});

test('two tabs that write at once keep each other’s runs', async () => {
  const { folder } = memoryFolder();
  const together = lock();
  const tabs = [new Archive(folder, together), new Archive(folder, together)];
  await Promise.all(
    Array.from({ length: 20 }, (_, index) => tabs[index % 2].put(record(`run-${index}`, index), bundle)),
  );
  expect((await tabs[0].list()).map(({ id }) => id)).toEqual(
    Array.from({ length: 20 }, (_, i) => `run-${i}`),
  );
});

test.each([
  ['cut off', (text: string) => text.slice(0, 40)],
  ['of another format', () => '{"format":"else"}'],
  ['with a record that makes no sense', (text: string) => text.replace('"seed":3', '"seed":"x"')],
])('runs of an index %s are found by their bundles', async (_, damage) => {
  const { folder, files } = memoryFolder();
  const archive = new Archive(folder, lock());
  await archive.put(record('a'), bundle);
  await folder.write(INDEX_FILE, damage(indexText([{ ...record('a'), bytes: 1, deletedAt: null }])));
  const [found] = await archive.list();
  expect(found).toMatchObject({ id: 'a', experiment: 'train-dlrm', state: 'finished', step: 2, seed: 3 });
  expect(parseIndex(new TextDecoder().decode(files.get(INDEX_FILE)))).toEqual({
    records: [found],
    damaged: false,
  });
});

test('a damaged or missing bundle is refused in one sentence; the others open', async () => {
  const { folder } = memoryFolder();
  const archive = new Archive(folder, lock());
  for (const id of ['good', 'cut', 'gone']) await archive.put(record(id), bundle);
  const bytes = (await folder.read('cut.arrow'))!;
  await folder.write('cut.arrow', bytes.slice(0, bytes.length / 2));
  await folder.remove('gone.arrow');
  await expect(archive.read('cut')).rejects.toThrow(/damaged/);
  await expect(archive.read('gone')).rejects.toThrow(/missing/);
  expect(await archive.read('good')).toEqual(bundle);
});

test('a run that does not fit leaves the list as it was', async () => {
  const { folder } = memoryFolder();
  const archive = new Archive(folder, lock());
  await archive.put(record('a'), bundle);
  const before = await archive.list();
  const full = new Archive(
    { ...folder, write: () => Promise.reject(new DOMException('full', 'QuotaExceededError')) },
    lock(),
  );
  await expect(full.put(record('b'), bundle)).rejects.toThrow('full');
  expect(await archive.list()).toEqual(before);
});
