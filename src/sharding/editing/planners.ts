// Every planner that an editor offers, behind one interface.

import type { CostModel } from '../costModel';
import type { Plan } from '../problem';
import type { NetworkKind, Networks } from '../trained/trainedNetwork';
import type { PlanDocument } from './document';
import { learnedPlanners } from './learnedPlanners';
import { recshardPlanner } from './recshardPlanner';
import { searchPlanner } from './searchPlanner';
import { torchrecPlanners } from './torchrecPlanners';
import { wholeTablePlanners } from './wholeTablePlanners';

export interface PlannerProgress {
  done: number;
  total?: number;
  /** Milliseconds by the cost model; infinite before there is a plan. */
  best: number;
  /** No plan of the space that is searched is below it, and how far above it the best is: (best − bound) / bound. */
  bound?: number;
  gap?: number;
  /** What the planner minimises where that is not the cost model's time, and what is bounded then: milliseconds. */
  objective?: { title: string; best: number; bound: number };
  /** One sentence of what it takes for granted about the document. */
  note?: string;
  /** The best so far, where it is another than before. */
  plan?: Plan;
}

export interface PlannerRequest {
  seed: number;
  /** Changes that a search weighs; as many as it takes on a problem of middling size where it is not said. */
  steps?: number;
  /** For planners that need one. */
  networks?: Networks;
}

export interface EditorPlanner {
  id: string;
  title: string;
  /** What it does, and how it comes to keep the rules. */
  about: string;
  /** The kind of trained network without which it does not run. */
  needs?: NetworkKind;
  /** Yields as it goes; whoever ends it early has the best plan from `plan`. Throws `ConfigError` where nothing fits. */
  run(document: PlanDocument, cost: CostModel, request: PlannerRequest): Generator<PlannerProgress, Plan>;
}

export const planners: readonly EditorPlanner[] = [
  searchPlanner,
  recshardPlanner,
  ...torchrecPlanners,
  ...learnedPlanners,
  ...wholeTablePlanners,
];
