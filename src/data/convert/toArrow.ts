// Datasets as apache-arrow tables. Columns point at the dataset's own arrays; `imageDataset` and
// `clickDatasetFromTable` read them back to the same values.

import { type Data, Field, FixedSizeList, Float32, List, makeData, Table, Uint32 } from 'apache-arrow';
import { TesseraError } from '../../base/errors';
import type { ClickDataset, Dataset, ImageDataset } from '../dataset';
import { imageSize } from '../dataset';
import { bytesData, type ColumnValues, recordBatch } from '../readers/batches';

export function datasetToTable(dataset: Dataset): Table {
  return dataset.kind === 'image' ? imagesToTable(dataset) : clicksToTable(dataset);
}

function imagesToTable(dataset: ImageDataset): Table {
  if (!(dataset.images instanceof Uint8Array) || dataset.targets) {
    throw new TesseraError(`${dataset.source}: only byte images with class labels can be saved.`);
  }
  const { height, width, channels, classNames } = dataset;
  const metadata = new Map([
    ['height', `${height}`],
    ['width', `${width}`],
    ['channels', `${channels}`],
    ['classNames', JSON.stringify(classNames)],
  ]);
  const image = bytesData(dataset.images, imageSize(dataset));
  return new Table([recordBatch({ image, label: dataset.labels }, metadata)]);
}

function clicksToTable(dataset: ClickDataset): Table {
  const { count, denseFeatures, tables } = dataset;
  const columns: Record<string, ColumnValues | Data> = { label: dataset.labels };
  if (dataset.probability) columns.probability = dataset.probability;
  if (dataset.period) columns.period = dataset.period;
  if (denseFeatures > 0) {
    const type = new FixedSizeList(denseFeatures, new Field('item', new Float32(), false));
    const child = makeData({ type: new Float32(), data: dataset.dense });
    columns.dense = makeData({ type, length: count, child });
  }
  tables.forEach(({ name }, table) => {
    columns[name] = makeData({
      type: new List(new Field('item', new Uint32(), false)),
      length: count,
      valueOffsets: new Int32Array(dataset.offsets[table]),
      child: makeData({ type: new Uint32(), data: dataset.ids[table] }),
    });
  });
  const metadata = new Map([
    ['tables', JSON.stringify(tables)],
    ['denseNames', JSON.stringify(dataset.denseNames)],
  ]);
  return new Table([recordBatch(columns, metadata)]);
}
