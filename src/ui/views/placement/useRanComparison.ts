// What ran beside what is predicted, of the plan that is shown.

import { useMemo } from 'react';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import {
  comparedWithRun,
  isThePlan,
  type RanComparison,
  type RanPlan,
} from '../../../sharding/editing/ranPlan';
import { usePlaced } from '../../state/placement';
import { useRan } from '../../state/placementRan';

/** `compared`: null where another plan is shown. */
export function useRanComparison({
  document,
}: Pick<Evaluation, 'document'>): { ran: RanPlan; compared: RanComparison | null } | null {
  const ran = useRan((state) => state.ran);
  const cost = usePlaced((state) => state.cost);
  return useMemo(() => {
    if (!ran || ran.problem.tables !== document.problem.tables) return null;
    return { ran, compared: isThePlan(ran, document) ? comparedWithRun(ran, cost) : null };
  }, [ran, cost, document]);
}
