// Planners and the search for time against memory, run in a worker: how far they are, what they found, and every better
// plan on the way, to be looked at again.

import { create } from 'zustand';
import { formatMilliseconds } from '../../base/format';
import type { PlanDocument } from '../../sharding/editing/document';
import type { ParetoProgress } from '../../sharding/editing/pareto';
import { type EditorPlanner, type PlannerProgress, planners } from '../../sharding/editing/planners';
import type { Plan } from '../../sharding/problem';
import type { Networks } from '../../sharding/trained/trainedNetwork';
import { adopt, openPlacement, say } from './placement';
import { employ } from './placementEmploy';
import { useNetworks } from './placementNetworks';
import type { PlacementJob, PlacementNews } from './placementWorker';

/** A plan that was the best for a while. */
export interface Frame {
  plan: Plan;
  milliseconds: number;
}

export interface Planning {
  planner: EditorPlanner;
  /** What it was given. */
  document: PlanDocument;
  state: 'running' | 'done' | 'stopped' | 'failed';
  progress: PlannerProgress | null;
  /** Milliseconds of the plan that it set out from. */
  before: number;
  frames: readonly Frame[];
  problem: string | null;
}

export interface Frontier {
  /** Of whose tables the points are plans. */
  document: PlanDocument;
  progress: ParetoProgress;
  running: boolean;
  problem: string | null;
}

interface PlanningState {
  /** Of the planner that is chosen. */
  chosen: string;
  planning: Planning | null;
  /** Which frame is looked at; null for the plan itself. */
  replayed: number | null;
  frontier: Frontier | null;
}

export const usePlanning = create<PlanningState>()(() => ({
  chosen: planners[0]?.id ?? '',
  ...{ planning: null, replayed: null, frontier: null },
}));

const { getState: now, setState: set } = usePlanning;

/** As many better plans are kept to be replayed. */
const MOST_FRAMES = 400;
const SEED = 0;
const FRONTIER = { caps: 10, steps: 60_000 };

let worker: Worker | null = null;

function hire(job: PlacementJob, hear: (news: PlacementNews) => void): void {
  worker?.terminate();
  worker = employ(job, hear);
}

function dismiss(): void {
  worker?.terminate();
  worker = null;
}

export const isPlanning = (): boolean => now().planning?.state === 'running';

/** Lets the chosen planner, or another, lay out the open document; its plan is taken as one step. */
export function startPlanning(id = now().chosen): void {
  const planner = planners.find((one) => one.id === id);
  if (!planner) return;
  endFrontier();
  const { evaluation, cost } = openPlacement();
  set({
    replayed: null,
    planning: {
      ...{ planner, document: evaluation.document, before: evaluation.rating },
      ...{ state: 'running', progress: null, frames: [], problem: null },
    },
  });
  const job: PlacementJob = {
    ...{ kind: 'plan', planner: planner.id, document: evaluation.document, cost, seed: SEED },
    networks: needed(planner),
  };
  hire(job, (news) => {
    const { planning } = now();
    if (!planning) return;
    if (news.kind === 'progress')
      set({ planning: withFrame({ ...planning, progress: news.progress }, news.progress) });
    if (news.kind === 'planned') finish(planning, news.plan, 'done');
    if (news.kind === 'failed') {
      dismiss();
      set({ planning: { ...planning, state: 'failed', problem: news.message } });
      say(news.message, true);
    }
  });
}

/** No more than the planner asks, since all of it is copied to the worker. */
function needed({ needs }: EditorPlanner): Networks {
  const network = needs && useNetworks.getState().networks[needs];
  return network ? { [network.kind]: network } : {};
}

function withFrame(planning: Planning, { plan, best }: PlannerProgress): Planning {
  if (!plan || planning.frames.length >= MOST_FRAMES) return planning;
  return { ...planning, frames: [...planning.frames, { plan, milliseconds: best }] };
}

/** Takes the best plan so far, if there is one. */
export function stopPlanning(): void {
  const { planning } = now();
  if (planning?.state === 'running') finish(planning, planning.frames.at(-1)?.plan, 'stopped');
}

function finish(planning: Planning, plan: Plan | undefined, state: 'done' | 'stopped'): void {
  dismiss();
  // Meanwhile the reader may have gone back to other tables.
  if (openPlacement().evaluation.document.problem !== planning.document.problem) {
    set({ planning: null });
    return;
  }
  if (plan) adopt(plan, planning.planner.title);
  const { rating } = openPlacement().evaluation;
  say(`${planning.planner.title}: ${formatMilliseconds(rating)}`);
  const last = planning.frames.at(-1);
  const frames =
    plan && last?.plan !== plan ? [...planning.frames, { plan, milliseconds: rating }] : planning.frames;
  set({ planning: { ...planning, state, frames } });
}

export const replay = (frame: number | null): void => set({ replayed: frame });

export function searchFrontier(): void {
  stopPlanning();
  const { evaluation, cost } = openPlacement();
  const { document } = evaluation;
  const progress = { done: 0, total: FRONTIER.caps, points: [] };
  set({ frontier: { document, progress, running: true, problem: null } });
  hire({ kind: 'frontier', document, cost, seed: SEED, ...FRONTIER }, (news) => {
    const { frontier } = now();
    if (!frontier) return;
    const ended = news.kind !== 'frontier' || news.ended;
    if (ended) dismiss();
    if (news.kind === 'frontier')
      set({ frontier: { ...frontier, progress: news.progress, running: !ended } });
    if (news.kind === 'failed') set({ frontier: { ...frontier, running: false, problem: news.message } });
  });
}

export function endFrontier(): void {
  const { frontier } = now();
  if (!frontier?.running) return;
  dismiss();
  set({ frontier: { ...frontier, running: false } });
}
