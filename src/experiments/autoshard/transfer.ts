// How a policy does on tasks unlike those that it was trained on, beside greedy rules and a local search.

import { mean } from '../../base/statistics';
import { type GreedyRule, greedyRules } from '../../sharding/baselines/greedy';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import type { Outcome } from '../placement/plans';

/** Kinds of test tasks, by what is unlike training. */
export const taskKinds = {
  trained: 'Trained tables',
  unseen: 'Unseen tables',
  half: 'Half as many',
  double: 'Twice as many',
} as const;

export type TaskKind = keyof typeof taskKinds;

/** Means over the tasks that every greedy rule, the local search and the policy could place. */
export interface Standing {
  tasks: number;
  /** The greedy rule that is most balanced on average. */
  rule: GreedyRule;
  balance: Readonly<Record<'greedy' | 'local' | 'policy', number>>;
  milliseconds: Readonly<Record<'greedy' | 'local' | 'policy', number>>;
}

export function standingOf(outcomes: readonly Outcome[]): Standing | undefined {
  const compared: string[] = [...greedyRules, 'local', 'policy'];
  const of = (strategy: string, task: number) =>
    outcomes.find((outcome) => outcome.strategy === strategy && outcome.task === task);
  const tasks = [...new Set(outcomes.map(({ task }) => task))].filter((task) =>
    compared.every((strategy) => of(strategy, task)?.judged !== undefined),
  );
  if (tasks.length === 0) return undefined;
  const over = (strategy: string, key: 'judged' | 'balance') =>
    mean(tasks.map((task) => of(strategy, task)![key]!));
  const best = (key: 'judged' | 'balance', sign: number) =>
    [...greedyRules].sort((a, b) => sign * (over(a, key) - over(b, key)))[0];
  const rule = best('balance', -1);
  return {
    ...{ tasks: tasks.length, rule },
    balance: {
      greedy: over(rule, 'balance'),
      local: over('local', 'balance'),
      policy: over('policy', 'balance'),
    },
    milliseconds: {
      greedy: over(best('judged', 1), 'judged'),
      local: over('local', 'judged'),
      policy: over('policy', 'judged'),
    },
  };
}

export interface Transfer {
  kind: TaskKind;
  /** Of a task. */
  tables: number;
  standing: Standing;
}

const strategies = { greedy: 'Best greedy', local: 'Local search', policy: 'Policy' } as const;

export function transferTable(transfers: readonly Transfer[]): Finding {
  const about = {
    id: 'transfer',
    title: 'Transfer',
    about:
      'One policy, without any further training, on tasks of tables that it was trained on, of tables that it has never seen, and of half and twice as many of the latter. Shortest over longest time of a device and the slowest device’s milliseconds, both judged, means over tasks. Best greedy: the rule that is best on average, for each figure by itself. The local search minimises the slowest device by the policy’s own cost network.',
    columns: [
      { key: 'tasks', title: 'Tasks', kind: 'text' },
      { key: 'strategy', title: 'Strategy', kind: 'text' },
      { key: 'tables', title: 'Tables', kind: 'number' },
      { key: 'balance', title: 'Shortest over longest', kind: 'share' },
      { key: 'judged', title: 'Slowest device', kind: 'number', unit: 'ms' },
      { key: 'count', title: 'Tasks compared', kind: 'number' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    transfers.flatMap(({ kind, tables, standing: { tasks, balance, milliseconds } }) =>
      (Object.keys(strategies) as (keyof typeof strategies)[]).map((strategy) => ({
        ...{ tasks: taskKinds[kind], strategy: strategies[strategy], tables },
        ...{ balance: balance[strategy], judged: milliseconds[strategy], count: tasks },
      })),
    ),
  );
}
