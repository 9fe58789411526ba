// What a reader's file about placement holds, told by its shape.

import { parsedJson } from '../tables/records';

/** Of files of trained networks (src/sharding/trained/networkFile.ts). */
export const NETWORK_FORMAT = 'tessera-placement-network';
export const COSTS_FORMAT = 'tessera-measured-costs';
export const RAN_PLAN_FORMAT = 'tessera-ran-plan';

/**
 * `model`: what lies beside an exported plan (src/sharding/export/exportedModel.ts). `costs` and `ran`: what runs
 * measured (src/sharding/measured/costsFile.ts, ranPlanFile.ts).
 */
export type FileKind = 'cases' | 'runs' | 'plan' | 'model' | 'tasks' | 'tables' | 'costs' | 'ran' | 'network';

export interface KnownFile {
  kind: FileKind;
  /** Of all but tables, which may be CSV. */
  json: unknown;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Tables where it is nothing else. Throws `DataError` for JSON that is damaged. */
export function fileKind(file: string, text: string): KnownFile {
  const json = /^\s*[[{]/.test(text) ? parsedJson(file, text) : undefined;
  return { kind: kindOf(json), json };
}

function kindOf(json: unknown): FileKind {
  if (isRecord(json) && json.format === COSTS_FORMAT) return 'costs';
  if (isRecord(json) && json.format === RAN_PLAN_FORMAT) return 'ran';
  if (isRecord(json) && json.format === NETWORK_FORMAT) return 'network';
  if (isRecord(json) && 'cases' in json) return 'cases';
  if (isRecord(json) && 'plan' in json) return 'plan';
  if (isRecord(json) && Array.isArray(json.modules)) return 'model';
  if (isRecord(json) && 'train' in json && 'test' in json) return 'tasks';
  if (Array.isArray(json) && json.some((entry) => isRecord(entry) && ('plan' in entry || 'rating' in entry)))
    return 'runs';
  return 'tables';
}
