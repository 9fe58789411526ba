// Which curves a chart has for which runs, metrics and groups.

import { expect, test } from 'vitest';
import type { ChartView } from '../../experiments/experiment';
import { newRun, type Run } from '../state/run';
import { type Curve, type CurveRequest, curvesOf, drawnOf } from './curves';

const view: ChartView = {
  id: 'loss',
  title: 'Loss',
  table: 'evaluation',
  x: 'step',
  y: ['testLoss', 'trainLoss'],
  label: 'nats',
};
const run = (id: string, batch: number): Run => {
  const made = newRun({ experiment: 'train-dlrm', config: { batch }, seed: 1 }, id);
  made.tables.evaluation.append([{ step: 1, testLoss: 2, trainLoss: 1 }]);
  return { ...made, name: id, state: 'finished' };
};
const runs = ['a', 'b', 'c', 'd', 'e', 'f'].map((id, index) => run(id, index < 3 ? 64 : 128));
const request = (more: Partial<CurveRequest>): CurveRequest => ({
  view,
  runs,
  shown: 'a',
  grouping: null,
  xAxis: 'step',
  smoothing: 0,
  ...more,
});
const names = (curves: readonly Curve[]): string[] => curves.map(({ name }) => name);

test('few runs have a curve for every metric, the shown one last', () => {
  const curves = curvesOf(request({ runs: runs.slice(0, 4) }));
  expect(names(curves)).toEqual(['b', 'c', 'd', 'a'].flatMap((name) => [name, `${name}, training loss`]));
  expect(drawnOf(curves, 'b')).toBe(curves);
});

test('of many runs the one shown and the one that stands out have their second metric', () => {
  const curves = curvesOf(request({}));
  expect(names(drawnOf(curves, null))).toEqual(['b', 'c', 'd', 'e', 'f', 'a', 'a, training loss']);
  expect(names(drawnOf(curves, 'c'))).toEqual([
    'b',
    'c',
    'c, training loss',
    'd',
    'e',
    'f',
    'a',
    'a, training loss',
  ]);
});

test('groups have second metrics as well, without the name of a run in them', () => {
  const curves = curvesOf(request({ grouping: 'batch' }));
  expect(names(curves)).toEqual([
    'batch 128 (3 runs)',
    'batch 128 (3 runs), training loss',
    'batch 64 (3 runs)',
    'batch 64 (3 runs), training loss',
  ]);
  expect(curves.map(({ members }) => members.length)).toEqual([3, 3, 3, 3]);
  expect(new Set(curves.map(({ key }) => key)).size).toBe(4);
});
