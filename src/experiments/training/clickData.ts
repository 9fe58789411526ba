// Where a recommendation experiment's impressions come from: the reader's files, or a planted click log.

import { ConfigError } from '../../base/errors';
import { Numbering } from '../../data/convert/dictionary';
import type { ClickDataset, Dataset } from '../../data/dataset';
import { ClickLog } from '../../data/generators/click/clickLog';
import { clickPreset } from '../../data/generators/click/presets';
import { openInputs } from '../../data/openInputs';
import { splitDataset } from '../../data/split';
import type { DataLab, DescribedData } from './imageData';

export interface ClickDataSettings {
  data: string;
  samples: number;
  testSamples: number;
}

/** The log itself does not depend on the run's seed, so that runs with other seeds see the same data. */
export async function clickData(
  lab: DataLab,
  settings: ClickDataSettings,
): Promise<DescribedData<ClickDataset>> {
  const { files, seed } = lab;
  if (!files.train?.length) {
    lab.status('Generating the click log');
    const log = new ClickLog(clickPreset(settings.data));
    const train = log.generate(0, settings.samples);
    const test = log.generate(settings.samples, settings.testSamples);
    return { train, test, description: describe(train, test) };
  }
  lab.status('Reading data');
  const numbering = new Numbering();
  const options = { numbering, reading: files.reading };
  const whole = requireClicks(await openInputs(files.train, options));
  const split = files.test?.length
    ? { train: whole, test: requireClicks(await openInputs(files.test, options)) }
    : splitDataset(whole, seed);
  requireMatch(split.train, split.test);
  return { ...split, description: describe(split.train, split.test) };
}

function requireClicks(dataset: Dataset): ClickDataset {
  if (dataset.kind === 'click') return dataset;
  throw new ConfigError(
    `${dataset.source} holds images, not clicks. Use train-resnet or train-vit, or choose a click log.`,
  );
}

/** Tables take the larger row count of both sides, so that unseen test ids have a row. */
function requireMatch(train: ClickDataset, test: ClickDataset): void {
  if (train.tables.length !== test.tables.length || train.denseFeatures !== test.denseFeatures)
    throw new ConfigError(`${test.source} does not have the columns of ${train.source}.`);
  for (const [index, table] of train.tables.entries()) {
    const rows = Math.max(table.rows, test.tables[index].rows);
    table.rows = rows;
    test.tables[index].rows = rows;
  }
}

const describe = (train: ClickDataset, test: ClickDataset): string =>
  `${train.source}: ${train.count.toLocaleString('en')} impressions with ${train.denseFeatures} dense features and ${train.tables.length} tables, ${test.count.toLocaleString('en')} for testing`;
