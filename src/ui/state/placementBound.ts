// The least that any plan of the open problem could take, found when the page has time for it.

import { useEffect, useState } from 'react';
import type { Evaluation } from '../../sharding/editing/evaluation';
import { planBound } from '../../sharding/editing/planBound';
import type { PlannerProblem } from '../../sharding/torchrec/options';
import { openPlacement } from './placement';
import { costOf } from './placementCosts';

const SETTLED_MILLISECONDS = 150;

/** Milliseconds; undefined while it is not known, or where the cost does not add up. */
export function useBound({ document: { problem } }: Evaluation): number | undefined {
  const [found, setFound] = useState<{ problem: PlannerProblem; bound: number | undefined } | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => {
      setFound({ problem, bound: planBound(problem, costOf(problem, openPlacement().cost)) });
    }, SETTLED_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [problem]);
  return found?.problem === problem ? found.bound : undefined;
}
