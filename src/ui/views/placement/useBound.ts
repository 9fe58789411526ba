// The least that any plan of the open problem could take, found by a worker.

import { useEffect, useState } from 'react';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import type { GivenCost } from '../../../sharding/editing/givenCost';
import type { PlannerProblem } from '../../../sharding/torchrec/options';
import { openPlacement, usePlaced } from '../../state/placement';
import { employ } from '../../state/placementEmploy';

interface Found {
  problem: PlannerProblem;
  cost: GivenCost;
  bound: number | undefined;
}

/** Milliseconds; undefined while it is not known, or where the cost does not add up. */
export function useBound({ document: { problem } }: Evaluation): number | undefined {
  const cost = usePlaced((state) => state.cost);
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    const { document } = openPlacement().evaluation;
    if (document.problem !== problem) return;
    const worker = employ({ kind: 'bound', document, cost, seed: 0 }, (news) => {
      if (news.kind === 'bound') setFound({ problem, cost, bound: news.bound });
      worker.terminate();
    });
    return () => worker.terminate();
  }, [problem, cost]);
  return found?.problem === problem && found.cost === cost ? found.bound : undefined;
}
