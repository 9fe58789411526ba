// Every named model, from the smallest to the published sizes. A test checks each one's parameters
// (and the FLOPs of the vision models) against the literature.

import { TesseraError } from '../../base/errors';
import type { Model } from '../model';
import { dlrmPresets } from './dlrm';
import { visionPresets } from './vision';

export interface Preset {
  title: string;
  model: Model;
}

export const presets = { ...visionPresets, ...dlrmPresets } satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;

export function preset(name: string): Preset {
  if (!Object.hasOwn(presets, name))
    throw new TesseraError(`There is no model "${name}". Choose one of ${Object.keys(presets).join(', ')}.`);
  return presets[name as PresetName];
}
