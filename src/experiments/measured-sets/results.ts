// What was measured so far: each set, those that were measured again, and what least squares make of them.

import { mean, median } from '../../base/statistics';
import { linearRow } from '../../sharding/learned/computeModel';
import { leastSquares, linearly } from '../../sharding/learned/linearBaseline';
import type { KernelSeconds } from '../../sharding/measured/kernelPhases';
import { shardsMs } from '../../sharding/measured/ranPlanFile';
import type { EmbeddingTable } from '../../sharding/problem';
import type { Metrics } from '../experiment';
import type { Turn } from './order';

export interface Taken extends Turn {
  seconds: KernelSeconds;
}

export interface SetResult {
  set: number;
  seconds: KernelSeconds;
  milliseconds: number;
  /** Of its second measurement. */
  again?: number;
  /** By least squares of all sets that were measured; undefined where they are too few. */
  linear?: number;
}

/** A weight is fitted to so many sets at least. */
const FEWEST_OF_A_WEIGHT = 3;

/** In the order of the sets. */
export function resultsOf(
  taken: readonly Taken[],
  sets: readonly { tables: readonly EmbeddingTable[] }[],
): SetResult[] {
  const firsts = taken.filter(({ again }) => !again).sort((a, b) => a.set - b.set);
  const seconds = new Map(taken.filter(({ again }) => again).map((turn) => [turn.set, turn.seconds]));
  const rows = firsts.map(({ set }) => linearRow(sets[set].tables));
  const times = firsts.map((first) => shardsMs(first.seconds));
  const enough = firsts.length >= FEWEST_OF_A_WEIGHT * (rows[0]?.length ?? 0);
  const weights = enough && rows.length ? leastSquares(rows, times) : undefined;
  return firsts.map(({ set, seconds: own }, index) => {
    const second = seconds.get(set);
    return {
      ...{ set, seconds: own, milliseconds: times[index] },
      ...(second && { again: shardsMs(second) }),
      ...(weights && { linear: linearly(weights, rows[index]) }),
    };
  });
}

export function metricsOf(results: readonly SetResult[]): Metrics {
  const off = (of: (result: SetResult) => number | undefined) =>
    results.flatMap((result) => {
      const other = of(result);
      return other === undefined ? [] : [Math.abs(other / result.milliseconds - 1)];
    });
  const again = off((result) => result.again);
  const linear = off((result) => result.linear);
  const times = results.map(({ milliseconds }) => milliseconds);
  return {
    sets: results.length,
    meanMs: mean(times),
    ...(again.length && { measuredAgain: again.length, medianAgainError: median(again) }),
    ...(linear.length && { linearMedianError: median(linear) }),
  };
}
