// Searches off the page's thread: a planner, plans under several caps of memory, the least that any plan could take.
// Says at intervals how far it is; who ends it keeps what was said last.

import type { PlanDocument } from '../../sharding/editing/document';
import type { GivenCost } from '../../sharding/editing/givenCost';
import { type ParetoProgress, paretoFront } from '../../sharding/editing/pareto';
import { planBound } from '../../sharding/editing/planBound';
import { type PlannerProgress, planners } from '../../sharding/editing/planners';
import type { Plan } from '../../sharding/problem';
import type { Networks } from '../../sharding/trained/trainedNetwork';
import { costOf } from './placementCosts';

export type PlacementJob = { document: PlanDocument; cost: GivenCost; seed: number } & (
  | { kind: 'plan'; planner: string; networks: Networks }
  | { kind: 'frontier'; caps: number; steps: number }
  | { kind: 'bound' }
);

export type PlacementNews =
  | { kind: 'progress'; progress: PlannerProgress }
  | { kind: 'planned'; plan: Plan }
  | { kind: 'frontier'; progress: ParetoProgress; ended: boolean }
  | { kind: 'bound'; bound: number | undefined }
  | { kind: 'failed'; message: string };

const NEWS_MILLISECONDS = 90;
const tell = (news: PlacementNews): void => postMessage(news);

addEventListener('message', ({ data }: MessageEvent<PlacementJob>) => {
  try {
    if (data.kind === 'plan') plan(data, data.planner, data.networks);
    else if (data.kind === 'frontier') frontier(data, data.caps, data.steps);
    else tell({ kind: 'bound', bound: boundOf(data) });
  } catch (error) {
    tell({ kind: 'failed', message: (error as Error).message });
  }
});

function plan({ document, cost, seed }: PlacementJob, id: string, networks: Networks): void {
  const planner = planners.find((one) => one.id === id) ?? planners[0];
  const search = planner.run(document, costOf(document.problem, cost), { seed, networks });
  let told = 0;
  let latest: Plan | undefined;
  let last: PlannerProgress | undefined;
  for (;;) {
    const next = search.next();
    if (next.done) {
      // What was said last, of a planner that took less than an interval too.
      if (last) tell({ kind: 'progress', progress: { ...last, plan: undefined } });
      tell({ kind: 'planned', plan: next.value });
      return;
    }
    last = next.value;
    latest = last.plan ?? latest;
    if (performance.now() - told < NEWS_MILLISECONDS) continue;
    tell({ kind: 'progress', progress: { ...next.value, plan: latest } });
    latest = undefined;
    told = performance.now();
  }
}

const boundOf = ({ document: { problem }, cost }: PlacementJob): number | undefined =>
  planBound(problem, costOf(problem, cost));

function frontier({ document, cost, seed }: PlacementJob, caps: number, steps: number): void {
  const search = paretoFront(document, costOf(document.problem, cost), { seed, caps, steps });
  for (;;) {
    const next = search.next();
    tell({ kind: 'frontier', progress: next.value, ended: next.done === true });
    if (next.done) return;
  }
}
