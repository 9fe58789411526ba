// Sets are measured on a device, and what is left trains a network that says on what. How long they take is for quiet
// machines, not for tests.

import { expect, test } from 'vitest';
import { testGpu } from '../../../e2e/support/testGpu';
import { adapterText } from '../../base/adapterText';
import { aboutCost } from '../../sharding/editing/givenCost';
import type { Experiment, Lab, Metrics, RunOutputFile } from '../experiment';
import { type Finding, withFinding } from '../findings';
import { neuroshard } from '../neuroshard';
import { readInputs } from '../neuroshard/inputs';
import { openedNetwork } from '../placement/testing/openedFiles';
import { requireConfig } from '../schema';
import { measuredSets } from '.';

const smallest = { tables: 12, mostTables: 3, mostRows: 200, batch: 16, rounds: 1, sampleMilliseconds: 0.1 };

async function ran(
  experiment: Experiment,
  config: object,
  files: readonly RunOutputFile[] = [],
  until = 1e9,
) {
  const gpu = await testGpu();
  const before = gpu.counters.allocatedBytes;
  const train = files.map(({ name, bytes }) => ({ name, blob: new Blob([bytes]) }));
  const lab = { gpu, seed: 4, files: { train }, status: () => {} } as unknown as Lab;
  const metrics: Metrics = {};
  let findings: Finding[] = [];
  const left = new Map<string, RunOutputFile>();
  let events = 0;
  for await (const event of experiment.run(lab, requireConfig(experiment.config, { ...config }))) {
    if (event.kind === 'metrics') Object.assign(metrics, event.values);
    if (event.kind === 'finding') findings = withFinding(findings, event.finding);
    if (event.kind === 'file') left.set(event.file.name, event.file);
    if (++events >= until) break;
  }
  // Also where the run is left in the midst of a set.
  expect(gpu.counters.allocatedBytes).toBe(before);
  return { metrics, findings, left: [...left.values()] };
}

test('sets are measured, read by who learns from them, and learned', async () => {
  const { left, metrics, findings } = await ran(measuredSets, { ...smallest, sets: 24, again: 2 });
  expect(left.map(({ name }) => name)).toEqual(['measured-sets.txt', 'measured-tables.json']);
  expect(metrics).toMatchObject({ sets: 24, measuredAgain: 2, batch: 16 });
  const read = await readInputs(left.map(({ name, bytes }) => ({ name, blob: new Blob([bytes]) })));
  expect(read.tables!.content).toHaveLength(12);
  const { content, measuredWith } = read.compute!;
  const adapter = adapterText((await testGpu()).report);
  expect(measuredWith).toEqual({ adapter, batch: 16 });
  const table = findings.find(({ id }) => id === 'sets')!;
  const column = (key: string) => table.rows.map((row) => row[table.columns.findIndex((c) => c.key === key)]);
  expect(content.map(({ milliseconds }) => milliseconds)).toEqual(column('measured'));
  for (const [index, measured] of (column('measured') as number[]).entries())
    expect(measured).toBeCloseTo(
      (column('pooling')[index] as number) + (column('update')[index] as number),
      9,
    );
  for (const view of measuredSets.figures!) {
    const keys = findings.find(({ id }) => id === view.finding)!.columns.map(({ key }) => key);
    for (const key of [view.x, view.y, view.label]) expect(keys).toContain(key);
  }

  const learned = await ran(neuroshard, { epochs: 1, seeds: 1, batch: 8, tasks: 0 }, left);
  expect(learned.metrics).toMatchObject({ samples: 24, measured: 1 });
  expect(Number.isFinite(learned.metrics.testMse)).toBe(true);
  const network = openedNetwork(learned.left, 'neuroshard-network.json');
  expect(network.trainedOn.measuredOn).toMatchObject({ adapter, batch: 16, rows: 200 });
  if (network.kind !== 'neuroshard') throw new Error(network.kind);
  expect(aboutCost({ kind: 'learned', network }).title).toBe(`Learned, 16 samples on ${adapter}`);
}, 300_000);

test('a run that is left in the midst of a set leaves nothing on the device', async () => {
  const { left } = await ran(measuredSets, { ...smallest, sets: 3, again: 0, rounds: 3 }, [], 3);
  expect(left).toEqual([]);
});
