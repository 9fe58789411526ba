// What a shard costs, behind one interface: TorchRec's estimate, kernels measured on this GPU, or a learned network.

import type { Plan, TablePlan } from './problem';
import type { Perf } from './torchrec/perf';

/** Where a cost comes from; shown wherever the number is. */
export type CostBasis = 'measured' | 'modelled' | 'learned';

export interface CostModel {
  /** "TorchRec’s estimator". */
  name: string;
  basis: CostBasis;
  /** Milliseconds of each shard of a table, in its order; of a model that does not add up, of each shard alone. */
  shards(own: TablePlan): readonly Perf[];
  /**
   * Milliseconds of whole devices where they are not the sum over their shards (a learned network, a fused kernel).
   * Asked only for the devices that a change touched.
   */
  devices?(plan: Plan, which: readonly number[]): readonly Perf[];
  /** What `devices` says of a device may change with shards elsewhere; all are asked for. */
  reachesAll?: boolean;
  /**
   * Of a model with `devices`: milliseconds that each shard of a table adds to a device which holds others. Searches add
   * them up to find plans; `devices` judges what they find.
   */
  added?(own: TablePlan): readonly Perf[];
  /** Milliseconds of the kernels of each device's shards and copies of tables: nothing that arrives, no exchange. */
  kernels?(plan: Plan): readonly number[];
  /** What of the problem lies beyond what the model knows: whole sentences. */
  beyond?: readonly string[];
  /** Why nothing is known of a table cut so, to go on after its name; its shards then cost nothing, and a plan with them is wrong. */
  refuses?(own: TablePlan): string | undefined;
}

/** What searches add up. */
export const addedBy = (cost: CostModel, own: TablePlan): readonly Perf[] =>
  cost.added?.(own) ?? cost.shards(own);
