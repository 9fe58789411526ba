// Trains the same DLRM unsharded and under plans, compares losses and bits, and puts measured kernels and modelled
// exchanges together.

import { cutTable } from '../../sharding/execution/cutTable';
import { type HostTable, updateByLookup, updateOnce } from '../../sharding/execution/hostUpdate';
import { simplePlan } from '../../sharding/execution/simplePlan';
import { measureDevices, modelExchanges, stepTime } from '../../sharding/execution/stepTime';
import type { ExchangePrecisions } from '../../sharding/execution/transfers';
import { type Plan, type ShardingType, shardingTypes } from '../../sharding/problem';
import type { Lab, Metrics, RunEvent } from '../experiment';
import type { Finding } from '../findings';
import { Judge, type Weights, type ZionexProblem, zionexProblem } from './problem';
import {
  type GatheredGradients,
  type PlanOptions,
  type TrainedRun,
  trainNaively,
  trainUnder,
  trainUnsharded,
  wholePlan,
} from './runs';
import { modelScaling, networkOf, ratesOf, rulesOf, type ScalingQuestion } from './scaling';
import type { ZionexSettings } from './schema';
import {
  computeTable,
  efficiencyOf,
  exchangeTable,
  finalLoss,
  type JudgedRun,
  lossesTable,
  planTable,
  runsTable,
  scalingTable,
  type TypeOutcome,
  trafficTable,
  typesTable,
  updateTable,
} from './tables';

const found = (finding: Finding): RunEvent => ({ kind: 'finding', finding });
const metrics = (values: Metrics): RunEvent => ({ kind: 'metrics', values });

export async function* zionex(lab: Lab, settings: ZionexSettings): AsyncGenerator<RunEvent, void, void> {
  const problem = await zionexProblem(lab, settings);
  const plan = simplePlan(problem.tables, rulesOf(settings, settings.devices, settings.devicesPerHost));
  yield found(planTable(problem, plan));
  const judge = await Judge.open(lab, problem);
  try {
    const runs = yield* compareRuns(lab, problem, plan, judge);
    yield* compareUpdates(lab, problem, judge, runs[0]);
  } finally {
    judge.close();
  }
  yield* compareTypes(lab, problem);
}

/** Share of numbers that are not the same bits, and the largest difference. */
export function differences(actual: Weights, expected: Weights, only?: string) {
  let [differing, all, furthest] = [0, 0, 0];
  for (const [name, weights] of expected) {
    if (only !== undefined && name !== only) continue;
    const others = actual.get(name)!;
    all += weights.length;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === others[i]) continue;
      differing++;
      furthest = Math.max(furthest, Math.abs(weights[i] - others[i]));
    }
  }
  return { differing: differing / all, furthest };
}

async function* compareRuns(lab: Lab, problem: ZionexProblem, plan: Plan, judge: Judge) {
  const { settings } = problem;
  const runs: JudgedRun[] = [];
  const judged = async (run: TrainedRun): Promise<RunEvent[]> => {
    const testLogLoss = await judge.testLogLoss(run.weights);
    runs.push({ ...run, testLogLoss, ...differences(run.weights, (runs[0] ?? run).weights) });
    return [found(runsTable(runs)), found(lossesTable(runs))];
  };
  lab.status('Training: unsharded');
  yield* await judged(await trainUnsharded(lab, problem));
  yield* await judged(await trainUnder(lab, problem, { name: 'whole tables', plan: wholePlan(problem) }));
  const chosen: ExchangePrecisions = {
    forward: settings.forwardPrecision,
    backward: settings.backwardPrecision,
  };
  const own: PlanOptions = { name: 'the plan', plan, precisions: chosen };
  const events: RunEvent[] = [];
  const first = await trainUnder(lab, problem, own, async (run) => {
    events.push(found(trafficTable(run.traffic, run.steps, settings.devicesPerHost)));
    lab.status('Timing kernels');
    const measured = await measureDevices(run, { rounds: 3, sampleMilliseconds: 4 });
    events.push(found(computeTable(measured)));
    const { devices, devicesPerHost, speedup } = settings;
    const scaled = measured.map((device) => ({
      ...device,
      ...Object.fromEntries(Object.entries(device).map(([phase, seconds]) => [phase, seconds / speedup])),
    }));
    const perStep = run.traffic.over(run.steps);
    const modelled = [false, true].map((hierarchical) => {
      const network = networkOf(settings, devices, devicesPerHost, hierarchical);
      const exchange = modelExchanges(network, perStep, 4 * run.denseElements);
      const time = stepTime(scaled, exchange);
      return { network: hierarchical ? 'hierarchical' : 'direct', exchange, time };
    });
    events.push(found(exchangeTable(modelled)));
    const rates = ratesOf(
      run.layout,
      problem.tables.map(({ lookups }) => lookups),
      measured,
    );
    const { tables } = problem;
    const question = { settings, tables, rates, denseElements: run.denseElements, precisions: chosen };
    events.push(...scaling(question));
    const slowest = Math.max(
      ...measured.map((device) => Object.values(device).reduce((sum, seconds) => sum + seconds, 0)),
    );
    events.push(metrics({ deviceComputeMs: 1000 * slowest }));
    events.push(metrics({ exchangeBytesPerStep: perStep.all() }));
  });
  yield* events;
  yield* await judged(first);
  const again = await trainUnder(lab, problem, { ...own, name: 'the plan, again' });
  yield* await judged(again);
  for (const precisions of otherPrecisions(chosen)) {
    const name = `${precisions.forward} forward, ${precisions.backward} backward`;
    yield* await judged(await trainUnder(lab, problem, { name, plan, precisions }));
  }
  yield metrics(summary(runs, first.hash === again.hash));
  return runs;
}

const otherPrecisions = ({ forward, backward }: ExchangePrecisions): ExchangePrecisions[] =>
  (
    [
      { forward: 'fp16', backward: 'fp16' },
      { forward: 'fp16', backward: 'bf16' },
      { forward: 'bf16', backward: 'bf16' },
    ] as const
  ).filter((other) => other.forward !== forward || other.backward !== backward);

function summary(runs: readonly JudgedRun[], repeats: boolean): Metrics {
  const [unsharded, , plan] = runs;
  const change = (name: string): Metrics => {
    const run = runs.find((candidate) => candidate.name === name);
    return run ? { change: Math.abs(run.testLogLoss / plan.testLogLoss - 1) } : {};
  };
  return {
    trainLoss: finalLoss(plan),
    testLogLoss: plan.testLogLoss,
    unshardedTestLogLoss: unsharded.testLogLoss,
    planChange: Math.abs(plan.testLogLoss / unsharded.testLogLoss - 1),
    planFurthest: plan.furthest,
    planRepeats: repeats ? 1 : 0,
    mixedPrecisionChange: change('fp16 forward, bf16 backward').change ?? Number.NaN,
    halfPrecisionChange: change('fp16 forward, fp16 backward').change ?? Number.NaN,
  };
}

const SCALED = [8, 16, 32, 64, 128];

function scaling(question: ScalingQuestion): RunEvent[] {
  const points = [false, true].flatMap((hierarchical) =>
    SCALED.map((devices) => modelScaling(question, devices, hierarchical)),
  );
  const [first, last] = [points[SCALED.length], points.at(-1)!];
  return [found(scalingTable(points)), metrics({ modelledEfficiency: efficiencyOf(last, first) })];
}

/** Exact updates are those of the unsharded run. */
async function* compareUpdates(
  lab: Lab,
  problem: ZionexProblem,
  judge: Judge,
  exact: JudgedRun,
): AsyncGenerator<RunEvent, void, void> {
  let orders: { once: Order; each: Order } | undefined;
  const naive = await trainNaively(lab, problem, (gathered) => {
    orders = { once: ordered(gathered, updateOnce), each: ordered(gathered, updateByLookup) };
  });
  const outcome = (way: string, order: Order, run: TrainedRun, test: number) => ({
    ...{ way, ...order, loss: finalLoss(run), test },
  });
  const test = await judge.testLogLoss(naive.weights);
  yield found(
    updateTable([
      outcome('exact', orders!.once, exact, exact.testLogLoss),
      outcome('naive', orders!.each, naive, test),
    ]),
  );
  yield metrics({
    exactByOrder: orders!.once.byOrder,
    naiveByOrder: orders!.each.byOrder,
    naiveTestLogLoss: test,
  });
}

interface Order {
  byOrder: number;
  largest: number;
}

/** What a batch does to fresh tables in its own order and in reverse. */
function ordered(
  { table, rows, bags, gradients, step }: GatheredGradients,
  update: typeof updateOnce,
): Order {
  const run = (reverse: boolean) => {
    const copy: HostTable = {
      columns: table.columns,
      weights: table.weights.slice(),
      accumulator: table.accumulator.slice(),
    };
    const lookups = reverse ? { rows: rows.toReversed(), bags: bags.toReversed() } : { rows, bags };
    update(copy, { ...lookups, gradients }, step);
    return copy.weights;
  };
  const [forwards, backwards] = [run(false), run(true)];
  let [byOrder, largest] = [0, 0];
  for (let i = 0; i < forwards.length; i++) {
    byOrder = Math.max(byOrder, Math.abs(forwards[i] - backwards[i]));
    largest = Math.max(largest, Math.abs(forwards[i] - table.weights[i]));
  }
  return { byOrder, largest };
}

const TYPE_STEPS = 3;

/** All tables by one type, twice, against whole tables. */
async function* compareTypes(lab: Lab, problem: ZionexProblem): AsyncGenerator<RunEvent, void, void> {
  const whole = await trainUnder(lab, problem, {
    ...{ name: 'whole tables', plan: wholePlan(problem), steps: TYPE_STEPS },
  });
  const outcomes: TypeOutcome[] = [];
  for (const type of shardingTypes) {
    const options = { name: type, plan: planBy(problem, type), steps: TYPE_STEPS };
    const run = await trainUnder(lab, problem, options);
    const again = await trainUnder(lab, problem, options);
    outcomes.push({
      ...{ type, exact: isExact(type, problem.settings), deterministic: run.hash === again.hash },
      ...differences(run.weights, whole.weights, 'tables'),
    });
    yield found(typesTable(outcomes, TYPE_STEPS));
  }
  const exact = outcomes.filter(({ exact }) => exact);
  const byOrder = outcomes.filter(({ type }) => !/^(table_wise|column_wise|table_column_wise)$/.test(type));
  yield metrics({
    exactTypesDiffering: Math.max(...exact.map(({ differing }) => differing)),
    summedTypesFurthest: Math.max(...byOrder.map(({ furthest }) => furthest)),
    typesThatRepeat: outcomes.filter(({ deterministic }) => deterministic).length,
  });
}

/** Whether a type cuts no sum: neither of a bag, nor of a row's gradients, nor of a row's squares. */
const isExact = (type: ShardingType, { tableOptimizer }: ZionexSettings): boolean =>
  type === 'table_wise' || (tableOptimizer !== 'rowWiseAdagrad' && /column_wise$/.test(type));

/** All tables by one type; where rows or columns stay on a host, tables take turns. */
function planBy({ tables, settings }: ZionexProblem, type: ShardingType): Plan {
  const { devices, devicesPerHost } = settings;
  const all = Array.from({ length: devices }, (_, device) => device);
  const hosts = Math.ceil(devices / devicesPerHost);
  return {
    tables: tables.map((shape, table) => {
      const host = (table % hosts) * devicesPerHost;
      const onHost = all.slice(host, host + devicesPerHost);
      const chosen = type === 'table_wise' ? [table % devices] : /^table_/.test(type) ? onHost : all;
      return cutTable(table, shape, type, { devices: chosen, devicesPerHost });
    }),
  };
}
