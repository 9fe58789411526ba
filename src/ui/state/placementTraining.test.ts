// What is trained under the panel's plan is the model of the run that counted, on its log, on the devices of the plan.

// @vitest-environment node
import { expect, test } from 'vitest';
import { countingRun } from '../../experiments/placement/countedTables';
import { defaultsOf } from '../../experiments/schema';
import { clusterPresets } from '../../sharding/editing/clusters';
import { documentOf, settingsFor } from '../../sharding/editing/sources';
import { missingOf, trainingConfig, whyNotTrained } from './placementTraining';
import { findExperiment } from './setup';

const [{ cluster, device }] = clusterPresets;
const tables = [{ name: 't', rows: 9, dimension: 4, bytesPerElement: 4, poolingFactor: 1, coverage: 1 }];
const of = (devices: number, devicesPerHost: number) =>
  documentOf(tables, settingsFor({ ...cluster, devices, devicesPerHost }, device));
const [zionex, dlrm] = ['zionex', 'train-dlrm'].map((id) => defaultsOf(findExperiment(id).config));
const counted = (settings: Record<string, unknown>) =>
  countingRun('train-dlrm', { ...dlrm, ...settings }, { files: {}, seed: 3 });

test('log, model and devices are carried, steps are the reader’s', () => {
  const run = counted({ data: 'rare', samples: 4096, dimension: 4, top: '8', batch: 96, steps: 9000 });
  const chosen = { experiment: 'zionex', config: { ...zionex, steps: 7, data: 'drift', learningRate: 0.5 } };
  expect(trainingConfig(of(6, 3), run, chosen)).toEqual({
    ...{ ...zionex, data: 'rare', samples: 4096, testSamples: dlrm.testSamples, dimension: 4, top: '8' },
    ...{ batch: 96, steps: 7, learningRate: 0.5, devices: 6, devicesPerHost: 3 },
  });
});

test('settings of another experiment are none of its own, and every device has a sample', () => {
  const run = counted({ batch: 2, tableOptimizer: 'lazyAdam' });
  const config = trainingConfig(of(16, 8), run, { experiment: 'train-dlrm', config: { ...dlrm, steps: 9 } });
  expect(config).toMatchObject({ batch: 16, devices: 16, steps: zionex.steps });
  expect(config.tableOptimizer).toBe(zionex.tableOptimizer);
});

test('more devices than can be trained on are refused', () => {
  expect(whyNotTrained(of(64, 8))).toBeUndefined();
  expect(whyNotTrained(of(128, 8))).toMatch(/for 128 devices; at most 64/);
});

test('files of the log that the page does not have are named', () => {
  const run = { ...counted({}), files: ['a.csv', 'b.csv', 'test.csv'] };
  const file = (name: string) => ({ name, blob: new Blob() });
  expect(missingOf(run, { trainFiles: [file('b.csv')], testFiles: [file('test.csv')] })).toEqual(['a.csv']);
  expect(missingOf(counted({}), { trainFiles: [], testFiles: [] })).toEqual([]);
});
