// How plans compare, as tables.

import { mean } from '../../base/statistics';
import type { EmbeddingTable } from '../../sharding/problem';
import { type Finding, type FindingColumn, findingOf } from '../findings';
import type { Outcome, StrategyNames } from './plans';

interface About {
  source: string;
  /** Networks that judge and were not asked by the search. */
  judges: number;
  exchange: boolean;
  devices: number;
  memory: number;
}

const milliseconds = (key: string, title: string): FindingColumn => ({
  key,
  title,
  kind: 'number',
  unit: 'ms',
});
/** Null without values. */
const meanOf = (values: readonly number[]) => (values.length ? mean(values) : null);

export function outcomesTable(names: StrategyNames, outcomes: readonly Outcome[], about: About): Finding {
  const { source, judges, exchange, devices, memory } = about;
  const tasks = new Set(outcomes.map(({ task }) => task)).size;
  const judge =
    judges > 0
      ? `${judges} network${judges > 1 ? 's' : ''} of other seeds, which no search has asked`
      : 'the network that the search itself has asked (more seeds give another judge)';
  const shared = outcomes.filter((outcome) => everyPlan(outcomes, outcome.task));
  const ids = {
    id: 'strategies',
    title: 'Plans',
    about: `${tasks} tasks, ${source}, on ${devices} devices of ${memory} GiB. The slowest device’s milliseconds, predicted: compute${exchange ? ' and exchanges' : ' alone, no exchanges'}. Judged by ${judge}. Size, dimension, lookups, and both size and lookups: greedy rules that ask no network; learned: the same by learned costs; local search: from there, by moves and swaps of whole tables. Means over the ${new Set(shared.map(({ task }) => task)).size} tasks that every strategy could place.`,
    columns: [
      { key: 'strategy', title: 'Strategy', kind: 'text' },
      milliseconds('judged', 'Judged'),
      { key: 'balance', title: 'Shortest over longest', kind: 'share' },
      milliseconds('own', 'By the asked network'),
      { key: 'splits', title: 'Column splits', kind: 'number' },
      { key: 'placed', title: 'Tasks placed', kind: 'number' },
      { key: 'seconds', title: 'Planning a task, measured', kind: 'number', unit: 's' },
    ] satisfies FindingColumn[],
  };
  const rows = Object.keys(names).map((strategy) => {
    const own = outcomes.filter((outcome) => outcome.strategy === strategy);
    const common = shared.filter((outcome) => outcome.strategy === strategy);
    const of = (key: 'judged' | 'balance' | 'own' | 'splits') =>
      meanOf(common.flatMap((outcome) => outcome[key] ?? []));
    return {
      ...{ strategy: names[strategy], judged: of('judged'), balance: of('balance') },
      ...{ own: of('own'), splits: of('splits') },
      placed: own.filter(({ judged }) => judged !== undefined).length,
      seconds: meanOf(own.map(({ seconds }) => seconds)),
    };
  });
  return findingOf(ids, rows);
}

const everyPlan = (outcomes: readonly Outcome[], task: number): boolean =>
  outcomes.filter((outcome) => outcome.task === task).every(({ judged }) => judged !== undefined);

export function tasksTable(
  names: StrategyNames,
  outcomes: readonly Outcome[],
  tasks: readonly (readonly EmbeddingTable[])[],
): Finding {
  const about = {
    id: 'tasks',
    title: 'Tasks',
    about:
      'The judged milliseconds of the slowest device, task by task; none where a strategy found no room.',
    columns: [
      { key: 'task', title: 'Task', kind: 'text' },
      { key: 'tables', title: 'Tables', kind: 'number' },
      { key: 'strategy', title: 'Strategy', kind: 'text' },
      milliseconds('judged', 'Judged'),
      { key: 'splits', title: 'Column splits', kind: 'number' },
    ] satisfies FindingColumn[],
  };
  return findingOf(
    about,
    outcomes.map(({ task, strategy, judged, splits }) => ({
      ...{ task: `${task}`, tables: tasks[task].length, strategy: names[strategy], judged, splits },
    })),
  );
}
