// A run leaves its tables after an evaluation at four times the steps of the last, and at its end, of what it had read.

import { expect, test } from 'vitest';
import type { ClickDataset } from '../../data/dataset';
import { EpochOrder } from '../../data/epochOrder';
import { contentsOf } from '../../sharding/editing/fileSources';
import { readCountingRun } from '../../sharding/tables/countedBy';
import { readTables } from '../../sharding/tables/readTables';
import type { RunEvent } from '../experiment';
import { type CountedLog, countingRun, leavingTables } from './countedTables';

/** 40 impressions: the first feature names the impression, the second is there for every other one, twice. */
const count = 40;
const train: ClickDataset = {
  ...{ kind: 'click', source: 'by hand', count, denseFeatures: 0, denseNames: [] },
  ...{ dense: new Float32Array(0), labels: new Float32Array(count) },
  tables: [
    { name: 'own', rows: count },
    { name: 'same', rows: 3 },
  ],
  offsets: [
    Uint32Array.from({ length: count + 1 }, (_, i) => i),
    Uint32Array.from({ length: count + 1 }, (_, i) => 2 * Math.ceil(i / 2)),
  ],
  ids: [Uint32Array.from({ length: count }, (_, i) => i), new Uint32Array(count).fill(1)],
};
const log: CountedLog = {
  train,
  order: new EpochOrder(count, 4, 0, 'sequential'),
  stored: { dimension: 8, bytesPerElement: 4 },
  run: { experiment: 'train-dlrm', seed: 3, settings: { data: 'rare', samples: 2048 }, files: ['a.csv'] },
};

async function* evaluations(steps: readonly number[]): AsyncGenerator<RunEvent, void, void> {
  for (const step of steps) {
    yield { kind: 'row', table: 'training', values: { step, trainLoss: 1 } };
    yield { kind: 'row', table: 'evaluation', values: { step, testLogLoss: 1 } };
  }
  yield { kind: 'weights', hash: '' };
}

async function left(steps: readonly number[], total: number) {
  const found: { after: number; about: string; text: string }[] = [];
  let after = 0;
  for await (const event of leavingTables(evaluations(steps), log, total)) {
    if (event.kind === 'row') after = event.values.step;
    if (event.kind !== 'file') continue;
    expect(event.file.name).toBe('tables.json');
    found.push({ after, about: event.file.about, text: new TextDecoder().decode(event.file.bytes) });
  }
  return found;
}

test('counted when there are four times as many steps, and at the end', async () => {
  const files = await left([1, 2, 3, 4, 5, 6, 7], 7);
  expect(files.map(({ after }) => after)).toEqual([1, 4, 7]);
  expect(files[2].about).toContain('the 28 impressions that the first 7 steps read');
  const [own, same] = readTables('tables.json', files[2].text, { dimension: 1, bytesPerElement: 1 });
  expect(own).toEqual({
    ...{ name: 'own', rows: 40, dimension: 8, bytesPerElement: 4, poolingFactor: 1, coverage: 1 },
    accesses: { pieces: [{ rows: 28, accesses: 28 }], unseen: 1 },
  });
  expect(same).toMatchObject({
    ...{ rows: 3, poolingFactor: 2, coverage: 0.5 },
    accesses: { pieces: [{ rows: 1, accesses: 28 }], unseen: 0 },
  });
});

test('the file says which run counted, on which log', async () => {
  const [{ text }] = await left([], 1);
  expect(readCountingRun(JSON.parse(text), 'tables.json')).toEqual(log.run);
  expect(contentsOf({ file: 'tables.json', text })).toMatchObject({
    kind: 'tables',
    tables: 2,
    run: log.run,
  });
  const lab = { files: { train: [{ name: 'b.csv', blob: new Blob() }] }, seed: 7 };
  expect(countingRun('zionex', { data: 'drift', dimension: 4, steps: 9 }, lab)).toMatchObject({
    ...{ experiment: 'zionex', seed: 7, files: ['b.csv'] },
    settings: { data: 'drift', dimension: 4 },
  });
});

test.each([
  [{ run: 1 }, /tables\.json: run: is not an object/],
  [{ run: { ...log.run, settings: { data: [] } } }, /settings are not/],
  [{ run: { ...log.run, files: 'a.csv' } }, /files is no list/],
  [{ run: { ...log.run, seed: -1 } }, /seed is no number of at least 0/],
])('a damaged one is refused: %j', (json, message) => {
  expect(() => readCountingRun(json, 'tables.json')).toThrow(message);
});

test('a run that goes on at its end has read all of it', async () => {
  const files = await left([], 30);
  expect(files).toHaveLength(1);
  expect(files[0].about).toContain('the 40 impressions');
});
