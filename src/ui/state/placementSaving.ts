// The plan as a file: the JSON that TorchRec's `ShardingPlan._serialize()` writes.

import { serialisePlan } from '../../sharding/torchrec/planFile';
import { save } from './download';
import { openPlacement, say } from './placement';

/** Where the module of the tables lies in TorchRec's own DLRM. */
const MODULE = 'sparse_arch.embedding_bag_collection';
const NAME = 'sharding-plan.json';

export function savePlan(): void {
  const { problem, plan } = openPlacement().evaluation.document;
  const modules = plan.tables.map(() => MODULE);
  const record = serialisePlan({ plan, modules }, problem.tables, problem.topology);
  save(NAME, `${JSON.stringify(record, null, 1)}\n`, 'application/json');
  say(`Saved as ${NAME}`);
}
