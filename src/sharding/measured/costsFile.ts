// What a run of `measured-costs` leaves: what kernels cost on its GPU, what that was measured on and how far off it was.
// Terms go by their titles, so that a file of other terms is refused rather than misread.

import { DataError } from '../../base/errors';
import type { AdapterClass } from '../../kernels/kernel';
import { type Phase, phases } from '../execution/stepTime';
import { COSTS_FORMAT } from '../torchrec/fileKind';
import { JsonRecord } from '../torchrec/jsonRecord';
import type { PhaseFit, StepModel } from './stepModel';
import { phaseTerms } from './terms';

const VERSION = 1;

/** From least to most. */
export type Range = readonly [number, number];

/** What shards and plans that the model was fitted to were like: within it, it interpolates. */
export interface MeasuredRange {
  /** Of a shard. */
  columns: Range;
  rows: Range;
  /** Of a sample. */
  lookups: Range;
  /** On a device. */
  shards: Range;
  /** Samples of all devices. */
  batch: Range;
}

export interface MeasuredCostsFile {
  /** "nvidia hopper". */
  adapter: string;
  adapterClass: AdapterClass;
  /** Of which tables: "8 tables made up from the seed". */
  tables: string;
  range: MeasuredRange;
  model: StepModel;
  /** Plans that nothing was fitted to: how many, and predicted over measured less 1 of their kernels, without sign. */
  held: { plans: number; median: number; greatest: number };
}

const rangeKeys = [
  'columns',
  'rows',
  'lookups',
  'shards',
  'batch',
] as const satisfies (keyof MeasuredRange)[];

export function costsRecord({ model, ...about }: MeasuredCostsFile) {
  return {
    ...{ format: COSTS_FORMAT, version: VERSION, ...about },
    phases: phases.map((phase) => ({
      ...{ phase, samples: model[phase].samples, heldOut: model[phase].heldOut },
      terms: phaseTerms[phase].map(({ title }, index) => ({ title, seconds: model[phase].weights[index] })),
    })),
  };
}

/** Throws `DataError` naming file, place and reason. */
export function readCosts(given: unknown, file: string): MeasuredCostsFile {
  const from = new JsonRecord(given, file, 'the measured costs');
  if (from.value('format') !== COSTS_FORMAT) from.refuse('format', `is not ${COSTS_FORMAT}`);
  if (from.value('version') !== VERSION)
    from.refuse('version', `is not ${VERSION}; measure again with this version of the page`);
  const range = new JsonRecord(from.value('range'), file, 'range');
  const held = new JsonRecord(from.value('held'), file, 'held');
  return {
    ...{ adapter: from.text('adapter'), tables: from.text('tables') },
    adapterClass: from.oneOf('adapterClass', ['hardware', 'software']),
    range: Object.fromEntries(rangeKeys.map((key) => [key, rangeOf(range, key)])) as unknown as MeasuredRange,
    model: modelOf(from.list('phases'), file),
    held: {
      plans: held.whole('plans', 1),
      ...{ median: held.number('median'), greatest: held.number('greatest') },
    },
  };
}

function rangeOf(from: JsonRecord, key: keyof MeasuredRange): Range {
  const [least, most] = from.numbers(key, 2);
  if (least > most) from.refuse(key, 'ends before it begins');
  return [least, most];
}

function modelOf(list: readonly unknown[], file: string): StepModel {
  const fits = new Map<Phase, PhaseFit>();
  for (const [index, given] of list.entries()) {
    const from = new JsonRecord(given, file, `phase ${index}`);
    const phase = from.oneOf('phase', phases);
    if (fits.has(phase)) from.refuse('phase', `is ${phase}, as of another`);
    const terms = from.list('terms').map((term, at) => new JsonRecord(term, file, `${phase}, term ${at}`));
    const wanted = phaseTerms[phase];
    if (terms.length !== wanted.length) from.refuse('terms', `are ${terms.length} and not ${wanted.length}`);
    const weights = wanted.map(({ title }, at) => {
      if (terms[at].text('title') !== title) terms[at].refuse('title', `is not “${title}”`);
      return terms[at].number('seconds');
    });
    fits.set(phase, { phase, weights, samples: from.whole('samples', 0), heldOut: errorsOf(from) });
  }
  const absent = phases.find((phase) => !fits.has(phase));
  if (absent) throw new DataError(file, 'phases', `lack ${absent}`);
  return Object.fromEntries(fits) as unknown as StepModel;
}

/** May have either sign, and be none. */
function errorsOf(from: JsonRecord): number[] {
  const list = from.value('heldOut');
  const fine = Array.isArray(list) && list.every((each) => typeof each === 'number' && Number.isFinite(each));
  return fine ? (list as number[]) : from.refuse('heldOut', 'is no list of numbers');
}
