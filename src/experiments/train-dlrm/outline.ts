// What a run of this experiment would be, before it runs.

import { maximumLookups } from '../../data/clickBatches';
import { longestBag } from '../../data/generators/click/features';
import { clickPreset } from '../../data/generators/click/presets';
import type { Lab, Outline } from '../experiment';
import { clickData } from '../training/clickData';
import { measured, outlineOf } from '../training/outline';
import { type DlrmSettings, dlrmLayers, dlrmOptimizer } from './model';

/** What of a click log decides the shapes and the length of a run. */
interface ClickMeasures {
  dense: number;
  tables: number[];
  samples: number;
  /** The most lookups a batch may need. */
  lookups: number;
}

export async function dlrmOutline(settings: DlrmSettings, files: Lab['files']): Promise<Outline> {
  const { dense, tables, samples, lookups } = await clickMeasures(settings, files);
  const lookupsPerSample = lookups / settings.batch;
  const model = { kind: 'dlrm' as const, ...dlrmLayers(settings), dense, tables, lookupsPerSample };
  return outlineOf(model, dlrmOptimizer(settings), settings, samples);
}

async function clickMeasures(settings: DlrmSettings, files: Lab['files']): Promise<ClickMeasures> {
  const { batch } = settings;
  if (files.train?.length) {
    const { train, test } = await measured('clicks', files, () =>
      clickData({ files, seed: 0, status: () => {} }, settings),
    );
    return {
      dense: train.denseFeatures,
      tables: train.tables.map(({ rows }) => rows),
      samples: train.count,
      lookups: Math.max(maximumLookups(train, batch), maximumLookups(test, batch)),
    };
  }
  const log = clickPreset(settings.data);
  return {
    dense: log.dense.length,
    tables: log.tables.map(({ rows }) => rows),
    samples: settings.samples,
    // A log of thousands of impressions has batches of its longest bags alone.
    lookups: batch * log.tables.reduce((sum, table) => sum + longestBag(table), 0),
  };
}
