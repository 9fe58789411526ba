// What was done to a document, step by step, to be undone and done again. A history never changes; each step makes another.

import type { PlanDocument } from './document';

export interface HistoryStep {
  label: string;
  document: PlanDocument;
}

export interface History {
  /** From the first document on; the first has the label with which it was opened. */
  steps: readonly HistoryStep[];
  /** Of the step that stands. */
  at: number;
}

export const opened = (document: PlanDocument, label: string): History => ({
  steps: [{ label, document }],
  at: 0,
});

/** The document that stands. */
export const present = ({ steps, at }: History): PlanDocument => steps[at].document;

/** A new step after the one that stands; what was undone is gone. */
export const did = ({ steps, at }: History, document: PlanDocument, label: string): History => ({
  steps: [...steps.slice(0, at + 1), { label, document }],
  at: at + 1,
});

export const canUndo = ({ at }: History): boolean => at > 0;
export const canRedo = ({ steps, at }: History): boolean => at < steps.length - 1;

/** The same history where there is nothing to undo, and so below. */
export const undo = (history: History): History =>
  canUndo(history) ? { ...history, at: history.at - 1 } : history;

export const redo = (history: History): History =>
  canRedo(history) ? { ...history, at: history.at + 1 } : history;

/** To any step, as replaying does; places beyond either end are the end. */
export const wentTo = (history: History, at: number): History => ({
  ...history,
  at: Math.min(history.steps.length - 1, Math.max(0, Math.trunc(at))),
});
