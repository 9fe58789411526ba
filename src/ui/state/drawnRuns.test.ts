// Which runs the charts draw when there are more than they can show.

import { expect, test } from 'vitest';
import { chooseDrawn, drawnRuns, MOST_AVERAGED, MOST_CURVES } from './drawnRuns';
import { newRun, type Run } from './run';

const run = (id: string, more: Partial<Run> = {}): Run => ({
  ...newRun({ experiment: 'train-dlrm', config: { batch: 64 }, seed: 0 }, id),
  state: 'finished',
  ...more,
});
const many = (count: number, of: (index: number) => Partial<Run> = () => ({})): Run[] =>
  Array.from({ length: count }, (_, index) => run(`run-${index}`, of(index)));
const idsOf = (runs: readonly Run[]): string[] => runs.map(({ id }) => id);
const choose = (runs: readonly Run[], shown: string | null = null, grouping: string | null = null) =>
  chooseDrawn({ runs, shown, grouping });

test('few runs are all drawn, but for hidden ones', () => {
  const runs = many(MOST_CURVES + 2, (index) => ({ hidden: index < 2 }));
  expect(choose(runs)).toEqual({ runs: runs.slice(2), visible: MOST_CURVES });
});

test('of many runs the latest are drawn, in the order of the list', () => {
  const runs = many(1000);
  expect(choose(runs)).toEqual({ runs: runs.slice(-MOST_CURVES), visible: 1000 });
});

test('the run shown, those going on and pinned ones come before the latest', () => {
  const runs = many(1000, (index) => ({ pinned: index === 5, state: index === 7 ? 'paused' : 'finished' }));
  const { runs: drawn } = choose(runs, 'run-3');
  expect(idsOf(drawn).slice(0, 4)).toEqual(['run-3', 'run-5', 'run-7', 'run-979']);
  expect(drawn).toHaveLength(MOST_CURVES);
});

test('more pinned runs than there is room for: the latest of them, and still the run shown', () => {
  const runs = many(100, (index) => ({ pinned: index > 0 && index < 60 }));
  const { runs: drawn } = choose(runs, 'run-0');
  expect(idsOf(drawn)).toEqual(['run-0', ...idsOf(runs.slice(60 - (MOST_CURVES - 1), 60))]);
});

test('a hidden run is not drawn, shown or pinned as it may be', () => {
  const runs = many(100, (index) => (index === 3 ? { hidden: true, pinned: true } : {}));
  const { runs: drawn, visible } = choose(runs, 'run-3');
  expect(idsOf(drawn)).not.toContain('run-3');
  expect(visible).toBe(99);
});

test('runs of the experiment that is shown come before later ones of others', () => {
  const runs = many(100, (index) => ({ experiment: index < 10 ? 'train-dlrm' : 'train-vit' }));
  const { runs: drawn } = choose(runs, 'run-0');
  expect(idsOf(drawn).slice(0, 10)).toEqual(idsOf(runs.slice(0, 10)));
  expect(idsOf(drawn).slice(10)).toEqual(idsOf(runs.slice(10 - MOST_CURVES)));
});

test('groups share the room, however many runs each has', () => {
  // Three hundred early runs of one value, then seven hundred of another.
  const runs = many(1000, (index) => ({ config: { batch: index < 300 ? 32 : 64 } }));
  const { runs: drawn, visible } = choose(runs, null, 'batch');
  const half = MOST_AVERAGED / 2;
  expect(idsOf(drawn)).toEqual([...idsOf(runs.slice(300 - half, 300)), ...idsOf(runs.slice(-half))]);
  expect(visible).toBe(1000);
});

test('what a small group leaves, a large one takes', () => {
  const runs = many(1000, (index) => ({ config: { batch: index < 3 ? 32 : 64 } }));
  const { runs: drawn } = choose(runs, null, 'batch');
  expect(drawn).toHaveLength(MOST_AVERAGED);
  expect(idsOf(drawn).slice(0, 3)).toEqual(['run-0', 'run-1', 'run-2']);
});

test('no more groups are drawn than curves, the one of the run shown among them', () => {
  const runs = many(500, (index) => ({ config: { batch: index } }));
  const { runs: drawn } = choose(runs, 'run-0', 'batch');
  expect(drawn).toHaveLength(MOST_CURVES);
  expect(drawn[0].id).toBe('run-0');
});

test('a change of a run that is not drawn changes nothing', () => {
  const runs = many(100);
  const before = drawnRuns({ runs, shown: null, grouping: null });
  const elsewhere = runs.with(0, { ...runs[0], name: 'renamed' });
  expect(drawnRuns({ runs: elsewhere, shown: null, grouping: null })).toBe(before);
  const drawn = runs.with(99, { ...runs[99], name: 'renamed' });
  expect(drawnRuns({ runs: drawn, shown: null, grouping: null })).not.toBe(before);
});
