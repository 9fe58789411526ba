// The datasets that the lab makes itself, by their names in the catalogue.

import { ConfigError } from '../base/errors';
import { generated } from './catalogueEntries';
import type { Dataset } from './dataset';
import { ClickLog } from './generators/click/clickLog';
import { clickPreset } from './generators/click/presets';
import { defaultImageWorld, type ImageWorldConfig } from './generators/images/config';
import { ImageWorld } from './generators/images/imageWorld';

export interface GenerateOptions {
  count?: number;
  seed?: number;
  /** For `shapes`: resolution, classes, tail, noise. */
  images?: Partial<ImageWorldConfig>;
}

/** A generated dataset by its id. The same options give the same data. */
export function generateDataset(id: string, options: GenerateOptions = {}): Dataset {
  const entry = generated.find((candidate) => candidate.id === id);
  if (!entry) {
    const known = generated.map((candidate) => candidate.id).join(', ');
    throw new ConfigError(`Unknown generated dataset "${id}". Choose one of: ${known}.`);
  }
  const count = options.count ?? entry.defaultCount;
  if (entry.content === 'image') {
    const seed = options.seed ?? defaultImageWorld.seed;
    return new ImageWorld({ ...defaultImageWorld, ...options.images, seed }).generate(0, count);
  }
  return new ClickLog(clickPreset(id.slice('clicks-'.length), options.seed)).generate(0, count);
}
