// Where each arm of an experiment begins and ends among all steps, and which states must be kept for later arms.

import { TesseraError } from '../../base/errors';
import type { Graph } from '../../graph/graph';
import type { ArmOutline } from '../experiment';

/** An arm's part of the run. */
export interface Span {
  /** Steps of all arms before it. */
  offset: number;
  /** Of its own steps, those it does not take: they are another arm's. */
  first: number;
  steps: number;
}

export type Planned = Pick<ArmOutline, 'id' | 'from'> & { task: { totalSteps: number } };

/** Spans in order. Throws where an arm starts from one that comes later, or from a step that is never reached. */
export function spansOf(arms: readonly Planned[]): Span[] {
  if (!arms.length) throw new TesseraError('There is no arm to train.');
  const spans: Span[] = [];
  let offset = 0;
  for (const [index, { id, from, task }] of arms.entries()) {
    if (id.includes('/')) throw new TesseraError(`Arm "${id}" must not have a slash in its name.`);
    if (arms.findIndex((other) => other.id === id) < index)
      throw new TesseraError(`Two arms are called "${id}". Rename one.`);
    const origin = from ? arms.slice(0, index).findIndex((other) => other.id === from.arm) : -1;
    if (from && origin < 0)
      throw new TesseraError(`Arm "${id}" starts from "${from.arm}", which no arm before it is.`);
    const first = from?.step ?? 0;
    if (from && (first < spans[origin].first || first > arms[origin].task.totalSteps))
      throw new TesseraError(
        `Arm "${id}" starts from step ${first} of "${from.arm}", which takes no such step.`,
      );
    const steps = task.totalSteps - first;
    if (steps < 0)
      throw new TesseraError(
        `Arm "${id}" ends at step ${task.totalSteps}, before it starts (step ${first}).`,
      );
    spans.push({ offset, first, steps });
    offset += steps;
  }
  return spans;
}

/** A state that later arms start from: that of arm `origin` after `step` steps, until arm `lastUser` has begun. */
export interface KeptState {
  key: string;
  origin: number;
  step: number;
  lastUser: number;
}

export const keyOf = (from: NonNullable<ArmOutline['from']>): string => `${from.arm}@${from.step}`;

export function keptStates(arms: readonly Planned[]): KeptState[] {
  const kept = new Map<string, KeptState>();
  for (const [lastUser, { from }] of arms.entries()) {
    if (!from) continue;
    const origin = arms.findIndex(({ id }) => id === from.arm);
    kept.set(keyOf(from), { key: keyOf(from), origin, step: from.step, lastUser });
  }
  return [...kept.values()];
}

/** The first and the last arm that train a graph: its programs and states live from one to the other. */
export function livesOf(
  graph: Graph,
  arms: readonly { task: Pick<ArmOutline['task'], 'training'> }[],
): { from: number; to: number } {
  const uses = ({ task }: (typeof arms)[number]) => task.training === graph;
  return { from: arms.findIndex(uses), to: arms.findLastIndex(uses) };
}

/** The most bytes that things which live from one time to another (both included) hold at once. */
export function mostAtOnce(lives: readonly { from: number; to: number; bytes: number }[]): number {
  const at = (time: number) =>
    lives.reduce((sum, { from, to, bytes }) => sum + (from <= time && time <= to ? bytes : 0), 0);
  return Math.max(0, ...lives.map(({ from }) => at(from)));
}
