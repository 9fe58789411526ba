// The plan that is laid out by hand: what was done to it, what it costs, what is chosen of it, and the plan it is
// compared with. Loaded with the placement panel.

import { create } from 'zustand';
import type { PlanDocument, PlanEdit } from '../../sharding/editing/document';
import { tryEdit } from '../../sharding/editing/edits';
import { type Evaluation, evaluate } from '../../sharding/editing/evaluation';
import { newProblem } from '../../sharding/editing/explain';
import type { GivenCost } from '../../sharding/editing/givenCost';
import * as steps from '../../sharding/editing/history';
import type { Plan } from '../../sharding/problem';
import { costOf, estimator } from './placementCosts';
import { editName } from './placementWords';

export type Chosen = { kind: 'shard'; table: number; shard: number } | { kind: 'device'; device: number };

export interface KeptPlan {
  label: string;
  evaluation: Evaluation;
}

export interface PlacementState {
  /** The cost model that is asked. */
  cost: GivenCost;
  history: steps.History;
  /** Of the document that stands. */
  evaluation: Evaluation;
  chosen: Chosen | null;
  /** What the plan is compared with. */
  kept: KeptPlan | null;
  /** What was done or refused last, for who does not see it. */
  news: { text: string; refused: boolean };
}

const quiet = { text: '', refused: false };

const opening = (document: PlanDocument, label: string, cost: GivenCost): PlacementState => ({
  cost,
  history: steps.opened(document, label),
  evaluation: evaluate(document, costOf(document.problem, cost)),
  ...{ chosen: null, kept: null, news: quiet },
});

/** Null until there is something to place; see `placementOpening.ts`. */
export const usePlacement = create<{ open: PlacementState | null }>()(() => ({ open: null }));

export const placementState = (): PlacementState | null => usePlacement.getState().open;

/** What is open; only of what is drawn when something is. */
export const openPlacement = (): PlacementState => {
  const { open } = usePlacement.getState();
  if (!open) throw new Error('Nothing is being placed yet');
  return open;
};

/** A part of what is open, kept up to date. */
export const usePlaced = <T>(part: (state: PlacementState) => T): T =>
  usePlacement(({ open }) => part(open ?? openPlacement()));

const change = (part: Partial<PlacementState>): void =>
  usePlacement.setState({ open: { ...openPlacement(), ...part } });

/** Begins anew; nothing is left to undo. */
export function open(
  document: PlanDocument,
  label: string,
  cost: GivenCost = placementState()?.cost ?? estimator,
): void {
  usePlacement.setState({ open: opening(document, label, cost) });
}

/** Begins with the steps that were done before, and with what was kept then. */
export function openAgain(
  history: steps.History,
  kept: { label: string; document: PlanDocument } | null,
  cost: GivenCost,
): void {
  const opened = { ...opening(steps.present(history), '', cost), history };
  const again = kept && {
    label: kept.label,
    evaluation: evaluate(kept.document, costOf(kept.document.problem, cost)),
  };
  usePlacement.setState({ open: { ...opened, kept: again } });
}

/** Evaluated again only where it differs from what is shown, if it is of the same problem. */
function evaluated(document: PlanDocument): Evaluation {
  const { evaluation, cost } = openPlacement();
  const same = evaluation.document.problem === document.problem;
  return evaluate(document, costOf(document.problem, cost), same ? evaluation : undefined);
}

export const choose = (chosen: Chosen | null): void => change({ chosen });
export const say = (text: string, refused = false): void => change({ news: { text, refused } });

/** What an edit would give, or why it may not be. */
export function foresee(edit: PlanEdit): Evaluation | string {
  const { evaluation } = openPlacement();
  const attempt = tryEdit(evaluation.document, edit);
  if ('problem' in attempt) return attempt.problem;
  const after = evaluated(attempt.document);
  return newProblem(evaluation, after) ?? after;
}

/** Does an edit as one step; false, and the reason said, where it may not be. */
export function act(edit: PlanEdit): boolean {
  const { evaluation } = openPlacement();
  const foreseen = foresee(edit);
  if (typeof foreseen === 'string') {
    say(foreseen, true);
    return false;
  }
  stand(foreseen, editName(evaluation.document, edit));
  return true;
}

/** Another plan of the same tables, evaluated. */
export const withPlan = (plan: Plan): Evaluation =>
  evaluated({ ...openPlacement().evaluation.document, plan });

/** Takes another plan of the same tables as one step. */
export const adopt = (plan: Plan, label: string): void => stand(withPlan(plan), label);

/** Takes another document as one step: other tables, another cluster. */
export const replace = (document: PlanDocument, label: string): void => stand(evaluated(document), label);

function stand(evaluation: Evaluation, label: string): void {
  const { history, chosen, kept } = openPlacement();
  const [now, before] = [evaluation.document.problem, steps.present(history).problem];
  const comparable =
    now.tables.length === before.tables.length && now.topology.ranks === before.topology.ranks;
  change({
    evaluation,
    history: steps.did(history, evaluation.document, label),
    chosen: stillThere(chosen, evaluation),
    kept: comparable ? kept : null,
    news: { text: label, refused: false },
  });
}

export const undo = (): void => go(openPlacement().history.at - 1, 'Undone');
export const redo = (): void => go(openPlacement().history.at + 1, 'Done again');

/** To any step of the history. */
function go(at: number, verb: string): void {
  const { history, chosen } = openPlacement();
  const next = steps.wentTo(history, at);
  if (next.at === history.at) return;
  const shown = evaluated(steps.present(next));
  const { label } = history.steps[Math.max(next.at, history.at)];
  change({
    history: next,
    evaluation: shown,
    chosen: stillThere(chosen, shown),
    news: { text: `${verb}: ${label}`, refused: false },
  });
}

/** Another cut has other shards, and another cluster other devices. */
function stillThere(chosen: Chosen | null, { document }: Evaluation): Chosen | null {
  if (chosen?.kind === 'device') return chosen.device < document.reserved.ranks ? chosen : null;
  const own = chosen && document.plan.tables[chosen.table];
  if (!own) return null;
  return chosen.shard < own.shards.length ? chosen : { ...chosen, shard: 0 };
}

export function judgeBy(cost: GivenCost): void {
  const { document } = openPlacement().evaluation;
  change({ cost, evaluation: evaluate(document, costOf(document.problem, cost)), kept: null });
}

/** Keeps the plan as it is, to compare later ones with; or forgets what was kept. */
export function keep(wanted = true): void {
  const { evaluation, history } = openPlacement();
  const { label } = history.steps[history.at];
  change({
    kept: wanted ? { label, evaluation } : null,
    news: { text: wanted ? `Kept to compare with: ${label}` : 'No plan is kept', refused: false },
  });
}
