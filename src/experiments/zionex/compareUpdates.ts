// Exact updates of the tables against naive ones: what the order of lookups does, and what is learnt.

import { type HostTable, updateByLookup, updateOnce } from '../../sharding/execution/hostUpdate';
import type { Lab, RunEvent } from '../experiment';
import type { Judge, ZionexProblem } from './problem';
import { type GatheredGradients, type TrainedRun, trainNaively } from './runs';
import { finalLoss, type JudgedRun, updateTable } from './trainingTables';

/** Exact updates are those of the unsharded run. */
export async function* compareUpdates(
  lab: Lab,
  problem: ZionexProblem,
  judge: Judge,
  exact: JudgedRun,
): AsyncGenerator<RunEvent, void, void> {
  let orders: { once: Order; each: Order } | undefined;
  const naive = yield* trainNaively(lab, problem, (gathered) => {
    orders = { once: ordered(gathered, updateOnce), each: ordered(gathered, updateByLookup) };
  });
  const outcome = (way: string, order: Order, run: Pick<TrainedRun, 'losses'>, test: number) => ({
    ...{ way, ...order, loss: finalLoss(run), test },
  });
  const test = await judge.testLogLoss(naive.weights);
  const finding = updateTable([
    outcome('exact', orders!.once, exact, exact.testLogLoss),
    outcome('naive', orders!.each, naive, test),
  ]);
  yield { kind: 'finding', finding };
  const values = {
    exactByOrder: orders!.once.byOrder,
    naiveByOrder: orders!.each.byOrder,
    naiveTestLogLoss: test,
  };
  yield { kind: 'metrics', values };
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
