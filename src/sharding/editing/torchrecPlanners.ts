// TorchRec's planner, as it comes and with each of its proposers alone, by both of its partitioners.

import { ConfigError } from '../../base/errors';
import type { CostModel } from '../costModel';
import type { Plan, TablePlan } from '../problem';
import { planOf } from '../torchrec/contract';
import type { PlacedOption, ShardingOption } from '../torchrec/options';
import { type PartitionerName, planning } from '../torchrec/planner';
import { defaultProposers, type ProposerName } from '../torchrec/proposers';
import type { PlanDocument } from './document';
import { evaluate } from './evaluation';
import { heldTables, leftBeside } from './heldTables';
import type { EditorPlanner } from './planners';
import { nothingFits, repairedPlan } from './planRepair';
import { pricedBy } from './space';

const RULES =
  'It knows no bans and no groups, which a repair makes good after it, and pinned tables only as memory that is gone.';

interface Proposing {
  id: string;
  title: string;
  about: string;
  proposers: readonly ProposerName[];
}

const proposing: readonly Proposing[] = [
  {
    ...{ id: 'torchrec', title: 'TorchRec', proposers: defaultProposers },
    about: 'TorchRec’s planner as it comes: the grid where it is small, both greedy proposers, uniform cuts.',
  },
  {
    ...{ id: 'torchrec-greedy', title: 'TorchRec, greedy', proposers: ['greedy'] },
    about: 'All tables at their fastest cut; then, again and again, the one that holds most at its next.',
  },
  {
    ...{ id: 'torchrec-uniform', title: 'TorchRec, uniform', proposers: ['uniform'] },
    about: 'All tables cut by one sharding type, the best of those.',
  },
  {
    ...{ id: 'torchrec-grid', title: 'TorchRec, grid', proposers: ['grid-search'] },
    about: 'Every combination of cuts, where there are at most ten thousand.',
  },
  {
    ...{ id: 'torchrec-dynamic', title: 'TorchRec, dynamic programming', proposers: ['dynamic-programming'] },
    about: 'The least total time for each amount of memory, blind to balance.',
  },
];

const partitioners: readonly { name: PartitionerName; id: string; title: string; about: string }[] = [
  {
    name: 'greedy',
    id: '',
    title: '',
    about: 'Placed from the largest down, each on the least busy device.',
  },
  {
    ...{ name: 'memory-balanced', id: '-memory', title: ', even memory' },
    about: 'Placed the same way under an ever lower cap of memory, while the plan is at most 2 % slower.',
  },
];

export const torchrecPlanners: readonly EditorPlanner[] = proposing.flatMap((own) =>
  partitioners.map(
    (partitioner): EditorPlanner => ({
      id: own.id + partitioner.id,
      title: own.title + partitioner.title,
      about: `${own.about} ${partitioner.about} ${RULES}`,
      run: (document, cost) =>
        run(document, cost, { ...own, title: own.title + partitioner.title }, partitioner.name),
    }),
  ),
);

function* run(
  document: PlanDocument,
  cost: CostModel,
  { title, proposers }: Proposing,
  partitioner: PartitionerName,
): ReturnType<EditorPlanner['run']> {
  const { problem, plan } = document;
  const { held, free } = heldTables(document);
  if (!free.length) return plan;
  // The planner counts the tables that it is given; the cost model those of the document.
  const priced = pricedBy(cost);
  const ofDocument = (option: ShardingOption) => ({ ...option, table: free[option.table] });
  const planner = planning(
    { ...problem, tables: free.map((table) => problem.tables[table]) },
    {
      ...{ proposers, partitioner, reserved: leftBeside(document, held) },
      priced: (option) => ({ ...priced(ofDocument(option)), table: option.table }),
    },
  );
  const whole = (placed: readonly PlacedOption[]): Plan => {
    const tables: TablePlan[] = [...plan.tables];
    const found = placed.map(({ option, ranks }) => ({ option: ofDocument(option), ranks }));
    for (const own of planOf(found).tables) tables[own.table] = own;
    return { tables };
  };
  let shown: readonly PlacedOption[] | undefined;
  let rating = Number.POSITIVE_INFINITY;
  for (;;) {
    const next = planner.next();
    if (next.done) {
      if (next.value.proposals === 0)
        throw new ConfigError(
          `${title}: it proposes nothing here; it leaves a grid of more than ten thousand combinations out. Choose another planner.`,
        );
      if (!('plan' in next.value)) throw nothingFits(document, title, next.value.failure);
      const { plan: kept, evaluation } = repairedPlan(document, cost, whole(next.value.plan), title);
      const { proposals } = next.value;
      yield { done: proposals, total: proposals, best: evaluation.rating, plan: kept };
      return kept;
    }
    const { proposals, best } = next.value;
    const isNew = best && best.plan !== shown;
    shown = best?.plan;
    const found = isNew && whole(best.plan);
    // What it adds up is the rating only of costs that add up.
    if (found) rating = cost.devices ? evaluate({ ...document, plan: found }, cost).rating : best.rating;
    yield { ...{ done: proposals, best: rating }, ...(found && { plan: found }) };
  }
}
