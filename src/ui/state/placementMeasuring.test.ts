// What the panel asks to be measured covers its tables, so that nothing of them is extrapolated where all fits.

// @vitest-environment node
import { expect, test } from 'vitest';
import type { CostSettings } from '../../experiments/measured-costs/schema';
import { sizesOfTables } from '../../experiments/measured-costs/sizes';
import { defaultsOf, requireConfig } from '../../experiments/schema';
import { clusterPresets } from '../../sharding/editing/clusters';
import { measuredCost, usualLatencies } from '../../sharding/editing/measuredCost';
import { documentOf, mlperfDocument, settingsFor } from '../../sharding/editing/sources';
import { costsOfModel, pricedModel } from '../../sharding/measured/testing/pricedModel';
import { readTables } from '../../sharding/tables/readTables';
import { tablesFile } from './placementGiven';
import { sizesOf } from './placementMeasuring';
import { findExperiment } from './setup';

const [{ cluster, device }] = clusterPresets;
const settings = settingsFor(cluster, device);
const tables = [128, 48, 128, 64].map((dimension, index) => ({
  ...{ name: `t${index}`, rows: 10 ** (3 + index), dimension, bytesPerElement: 4 },
  ...{ poolingFactor: 1 + 9 * index, coverage: 1 },
}));
const endless = { boundBytes: 2 ** 44, heldBytes: 2 ** 50, readNumbers: 2 ** 52 };

/** What would be measured of a document, and what is extrapolated then. */
async function measuredOf(document: ReturnType<typeof documentOf>, room = endless) {
  const { config } = findExperiment('measured-costs');
  const own = requireConfig(config, { ...defaultsOf(config), ...sizesOf(document) }) as CostSettings;
  const { name, blob } = tablesFile(document);
  const read = readTables(name, await blob.text(), { dimension: 4, bytesPerElement: 4 });
  const { range } = sizesOfTables(own, read, 1, { sets: room, plans: room });
  const costs = {
    ...costsOfModel(pricedModel),
    range: { ...range, batch: [range.batch / 2, range.batch] as const },
  };
  return { range, beyond: measuredCost(costs, usualLatencies, document.problem).beyond };
}

test('with room for all, nothing is extrapolated', async () => {
  const document = documentOf(tables, { ...settings, batch: 256 });
  const { range, beyond } = await measuredOf(document);
  expect(beyond).toEqual([]);
  expect(range).toMatchObject({ batch: 256 * cluster.devices, rows: [100, 1_000_000], lookups: [0.25, 28] });
  expect(range.widths).toEqual(
    [12, 16, 24, 32, 48, 64, 128].filter((width) => range.widths!.includes(width)),
  );
});

test('what does not fit is named as extrapolated', async () => {
  const { document } = mlperfDocument({ ...settings, batch: 65_536 });
  const { range, beyond } = await measuredOf(document, { ...endless, boundBytes: 2 ** 27 });
  expect(range.columns[1]).toBe(128);
  expect(beyond.map((sentence) => sentence.split(' ')[0])).toEqual(['Rows', 'Batches']);
});
