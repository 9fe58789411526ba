// The same steps unsharded, with whole tables, under the plan, and with exchanges in fewer bits.

import type { ExchangePrecisions } from '../../sharding/execution/transfers';
import type { Plan } from '../../sharding/problem';
import type { Lab, Metrics, RunEvent } from '../experiment';
import { differences } from './differences';
import { modelledTime } from './modelledTime';
import type { Judge, ZionexProblem } from './problem';
import { type TrainedRun, trainTwice, trainUnder, trainUnsharded, wholePlan } from './runs';
import { trafficTable } from './timeTables';
import { finalLoss, type JudgedRun, lossesTable, runsTable } from './trainingTables';

/** Returns the unsharded run. */
export async function* compareRuns(
  lab: Lab,
  problem: ZionexProblem,
  plan: Plan,
  judge: Judge,
): AsyncGenerator<RunEvent, JudgedRun, void> {
  const { forwardPrecision, backwardPrecision, devicesPerHost } = problem.settings;
  const runs: JudgedRun[] = [];
  lab.status('Training: unsharded');
  const unsharded = yield* trainUnsharded(lab, problem);
  const judged = async ({ weights, ...run }: TrainedRun): Promise<RunEvent[]> => {
    const testLogLoss = await judge.testLogLoss(weights);
    runs.push({ ...run, testLogLoss, ...differences(weights, unsharded.weights) });
    return [
      { kind: 'finding', finding: runsTable(runs) },
      { kind: 'finding', finding: lossesTable(runs) },
    ];
  };
  yield* await judged(unsharded);
  yield* await judged(yield* trainUnder(lab, problem, { name: 'whole tables', plan: wholePlan(problem) }));
  const chosen: ExchangePrecisions = { forward: forwardPrecision, backward: backwardPrecision };
  const events: RunEvent[] = [];
  const own = { name: 'the plan', plan, precisions: chosen };
  const both = yield* trainTwice(lab, problem, own, async (run) => {
    const finding = trafficTable(run.traffic, run.steps, devicesPerHost);
    lab.status('Timing kernels');
    events.push({ kind: 'finding', finding }, ...(await modelledTime(run, problem, chosen)));
  });
  for (const run of both) yield* await judged(run);
  yield* events;
  yield { kind: 'weights', hash: both[0].hash };
  for (const precisions of otherPrecisions(chosen)) {
    const name = nameOf(precisions);
    yield* await judged(yield* trainUnder(lab, problem, { name, plan, precisions }));
  }
  yield { kind: 'metrics', values: summary(runs, both[0].hash === both[1].hash) };
  return runs[0];
}

const nameOf = ({ forward, backward }: ExchangePrecisions): string =>
  `${forward} forward, ${backward} backward`;

const compared = [
  { forward: 'fp16', backward: 'fp16' },
  { forward: 'fp16', backward: 'bf16' },
  { forward: 'bf16', backward: 'bf16' },
] as const;

const otherPrecisions = (chosen: ExchangePrecisions): ExchangePrecisions[] =>
  compared.filter((other) => nameOf(other) !== nameOf(chosen));

function summary(runs: readonly JudgedRun[], repeats: boolean): Metrics {
  const [unsharded, , plan] = runs;
  const change = (precisions: ExchangePrecisions, key: string): Metrics => {
    const run = runs.find(({ name }) => name === nameOf(precisions));
    return run ? { [key]: Math.abs(run.testLogLoss / plan.testLogLoss - 1) } : {};
  };
  return {
    trainLoss: finalLoss(plan),
    testLogLoss: plan.testLogLoss,
    unshardedTestLogLoss: unsharded.testLogLoss,
    planChange: Math.abs(plan.testLogLoss / unsharded.testLogLoss - 1),
    planRepeats: repeats ? 1 : 0,
    ...change(compared[0], 'halfPrecisionChange'),
    ...change(compared[1], 'mixedPrecisionChange'),
  };
}
