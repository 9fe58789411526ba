// The plan as a file: the JSON that TorchRec's `ShardingPlan._serialize()` writes.

import type { PlanDocument } from '../../sharding/editing/document';
import { serialisePlan } from '../../sharding/torchrec/planFile';
import { save } from './download';
import { openPlacement, say } from './placement';

/** Where the module of the tables lies in TorchRec's own DLRM. */
const MODULE = 'sparse_arch.embedding_bag_collection';
const NAME = 'sharding-plan.json';

export function planText({ problem, plan }: PlanDocument): string {
  const modules = plan.tables.map(() => MODULE);
  const record = serialisePlan({ plan, modules }, problem.tables, problem.topology);
  return `${JSON.stringify(record, null, 1)}\n`;
}

export function savePlan(): void {
  save(NAME, planText(openPlacement().evaluation.document), 'application/json');
  say(`Saved as ${NAME}`);
}
