// What arms will take on the device, before any of it is taken: the plans of their graphs, and the most that all of
// them hold at once.

import { forecastRun, type MemoryForecast } from '../../compile/memory';
import { type DeviceProfile, type ProgramPlan, planProgram } from '../../compile/plan';
import type { Graph } from '../../graph/graph';
import type { ArmOutline } from '../experiment';
import { type KeptState, keptStates, livesOf, mostAtOnce, type Span, spansOf } from './armPlan';

/** What arms of one graph share. */
export interface BenchPlan {
  training: ProgramPlan;
  evaluation: ProgramPlan;
  stateBytes: number;
  /** The training program, its state with copies of it, and a second state to try weights on. */
  openBytes: number;
  /** The evaluation program, which is opened after the first step. */
  evaluationBytes: number;
  buffers: MemoryForecast['buffers'];
  besides: ReturnType<typeof forecastRun>['besides'];
}

export interface ArmForecast {
  /** By training graph, in the order in which they are first needed. */
  plans: ReadonlyMap<Graph, BenchPlan>;
  predictedPeakBytes: number;
  /** States kept for later arms, at most; part of the peak. */
  keptBytes: number;
}

/** Throws where arms do not follow from each other, and what planning throws: `LimitError` where a step does not fit. */
export function forecastArms(arms: readonly ArmOutline[], profile: DeviceProfile): ArmForecast {
  const spans = spansOf(arms);
  const plans = new Map<Graph, BenchPlan>();
  for (const { task } of arms)
    if (!plans.has(task.training)) plans.set(task.training, planBench(task, profile));
  const kept = keptStates(arms).map((state) => ({
    ...keptLife(state, spans),
    bytes: plans.get(arms[state.origin].task.training)!.stateBytes,
  }));
  const benches = [...plans].flatMap(([graph, { openBytes, evaluationBytes }]) => {
    const { from, to } = livesOf(graph, arms);
    const [open, close] = [beginOf(from), restOf(to)];
    return [
      { from: open, to: close, bytes: openBytes },
      { from: restOf(from), to: close, bytes: evaluationBytes },
    ];
  });
  return { plans, predictedPeakBytes: mostAtOnce([...benches, ...kept]), keptBytes: mostAtOnce(kept) };
}

/** An arm has two times: its beginning, while the state it starts from is still kept, and the rest. */
const beginOf = (arm: number): number => 2 * arm;
const restOf = (arm: number): number => 2 * arm + 1;

/** An arm that takes no step holds what it starts from to its end. */
const keptLife = ({ origin, lastUser }: KeptState, spans: readonly Span[]) => ({
  from: beginOf(origin),
  to: spans[lastUser].steps > 0 ? beginOf(lastUser) : restOf(lastUser),
});

function planBench(
  { training: graph, evaluation: evaluationGraph }: ArmOutline['task'],
  profile: DeviceProfile,
): BenchPlan {
  const training = planProgram('training', graph, profile);
  const evaluation = planProgram('evaluation', evaluationGraph, profile, { state: training.state });
  const { peakBytes, buffers, besides } = forecastRun(training, evaluation, profile);
  const sum = (all: Iterable<number>) => [...all].reduce((total, bytes) => total + bytes, 0);
  const stateBytes = sum(training.state.buffers.values());
  const evaluationBytes = sum(besides.map(({ purpose, bytes }) => (purpose === 'evaluation' ? bytes : 0)));
  return {
    training,
    evaluation,
    stateBytes,
    openBytes: peakBytes + stateBytes - evaluationBytes,
    evaluationBytes,
    buffers: [...buffers, { name: 'state to try weights on', bytes: stateBytes }],
    besides,
  };
}
