// What ran beside what is predicted of it, and of which devices of the plan that is shown that still tells something.

import { useMemo } from 'react';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import {
  changedSince,
  comparedWithRun,
  type RanComparison,
  type RanDevice,
  type RanPlan,
} from '../../../sharding/editing/ranPlan';
import { usePlaced } from '../../state/placement';
import { useRan } from '../../state/placementRan';

export interface ShownRun {
  ran: RanPlan;
  /** Of the plan that ran. */
  compared: RanComparison;
  /** Devices that run something else under the plan that is shown. */
  changed: ReadonlySet<number>;
  /** By device; undefined where it has changed. */
  devices: readonly (RanDevice | undefined)[];
}

/** Null where nothing ran of the tables that are shown. */
export function useRanComparison({ document }: Pick<Evaluation, 'document'>): ShownRun | null {
  const ran = useRan((state) => state.ran);
  const cost = usePlaced((state) => state.cost);
  return useMemo(() => {
    const changed = ran && changedSince(ran, document);
    if (!ran || !changed) return null;
    const compared = comparedWithRun(ran, cost);
    const devices = compared.devices.map((own, device) => (changed.has(device) ? undefined : own));
    return { ran, compared, changed, devices };
  }, [ran, cost, document]);
}
