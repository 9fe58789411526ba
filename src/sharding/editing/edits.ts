// Edits of a plan by hand: each makes another document, or says in one sentence why it may not be.

import { ConfigError } from '../../base/errors';
import type { PlanDocument, PlanEdit } from './document';

/** The document after an edit, or why there is none: one sentence of what, where, and what to do. */
export type Attempt = { document: PlanDocument } | { problem: string };

/** Tables that an edit leaves alone keep their plan by reference. Throws `ConfigError` for what is not allowed. */
export function applyEdit(document: PlanDocument, edit: PlanEdit): PlanDocument {
  const attempt = tryEdit(document, edit);
  if ('problem' in attempt) throw new ConfigError(attempt.problem);
  return attempt.document;
}

/** As `applyEdit`, without throwing. */
export function tryEdit(_document: PlanDocument, _edit: PlanEdit): Attempt {
  throw new Error('to come');
}

/** Devices to which a shard may move, ascending; the one that holds it is not among them. */
export function legalDevices(_document: PlanDocument, _table: number, _shard: number): number[] {
  throw new Error('to come');
}
