// Which of the visible runs the charts draw: more than a few dozen curves nobody can follow, and a thousand
// would keep the page from answering.

import { groupsOf } from './groupFields';
import { hasEnded, type Run } from './run';
import type { LabState } from './store';

/** Curves a chart has at most: three of each colour. */
export const MOST_CURVES = 24;
/** Runs whose means a chart draws at most, all groups together. */
export const MOST_AVERAGED = 120;

export interface DrawnRuns {
  /** In the order of the page's list. */
  runs: readonly Run[];
  /** How many runs are not hidden, drawn or not. */
  visible: number;
}

type Choice = Pick<LabState, 'runs' | 'shown' | 'grouping'>;

let latest: { of: Choice; drawn: DrawnRuns } | undefined;

/** The same object for as long as the runs it holds are the same. */
export function drawnRuns({ runs, shown, grouping }: Choice): DrawnRuns {
  const of = { runs, shown, grouping };
  if (latest && same(latest.of, of)) return latest.drawn;
  const next = chooseDrawn(of);
  latest = { of, drawn: latest && alike(latest.drawn, next) ? latest.drawn : next };
  return latest.drawn;
}

/** The run shown, those going on, pinned ones, then the latest, first of the same experiment. */
export function chooseDrawn({ runs, shown, grouping }: Choice): DrawnRuns {
  const visible = runs.filter(({ hidden }) => !hidden);
  const most = grouping === null ? MOST_CURVES : MOST_AVERAGED;
  if (visible.length <= most && grouping === null) return { runs: visible, visible: visible.length };
  const experiment = visible.find(({ id }) => id === shown)?.experiment;
  const rank = (run: Run): number => {
    if (run.id === shown) return 0;
    if (!hasEnded(run)) return 1;
    if (run.pinned) return 2;
    return run.experiment === experiment ? 3 : 4;
  };
  const byRank: Run[][] = [[], [], [], [], []];
  for (const run of visible.toReversed()) byRank[rank(run)].push(run);
  const ranked = byRank.flat();
  const chosen = new Set(
    grouping === null ? ranked.slice(0, MOST_CURVES) : takeTurns(groupsOf(ranked, grouping)),
  );
  return { runs: visible.filter((run) => chosen.has(run)), visible: visible.length };
}

/** The first of each group, then the second of each: no value is left out because another has many runs. */
function takeTurns(groups: readonly Run[][]): Run[] {
  const kept = groups.slice(0, MOST_CURVES);
  const taken: Run[] = [];
  for (let turn = 0; taken.length < MOST_AVERAGED; turn++) {
    const row = kept.flatMap((group) => group.slice(turn, turn + 1));
    if (row.length === 0) break;
    taken.push(...row);
  }
  return taken.slice(0, MOST_AVERAGED);
}

const same = (a: Choice, b: Choice): boolean =>
  a.runs === b.runs && a.shown === b.shown && a.grouping === b.grouping;

const alike = (a: DrawnRuns, b: DrawnRuns): boolean =>
  a.visible === b.visible &&
  a.runs.length === b.runs.length &&
  a.runs.every((run, index) => run === b.runs[index]);
