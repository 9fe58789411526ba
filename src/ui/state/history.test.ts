// Undo and redo: one step for one settled change, both ways, and a new change ends redoing.

import { beforeEach, expect, test, vi } from 'vitest';
import { connectHistory, differences, moveTitle, redo, undo, useHistory } from './history';
import { defaultSetup } from './setup';
import { chooseExperiment, choosePreset, setSeed, setValue } from './setupActions';
import { lab } from './store';

vi.mock('./example', () => ({ showExample: vi.fn() }));
vi.useFakeTimers();
connectHistory();

beforeEach(() => {
  lab.setState(defaultSetup());
  vi.advanceTimersByTime(1000);
  useHistory.setState({ past: [], future: [] });
});

const depth = () => lab.getState().config.depth;
const settled = (change: () => void) => {
  change();
  vi.advanceTimersByTime(1000);
};

test('there and back again', () => {
  settled(() => setValue('depth', 14));
  settled(() => setValue('depth', 20));
  undo();
  expect(depth()).toBe(14);
  undo();
  expect(depth()).toBe(8);
  undo();
  expect(depth()).toBe(8);
  redo();
  redo();
  expect(depth()).toBe(20);
  vi.advanceTimersByTime(1000);
  expect(useHistory.getState().past).toHaveLength(2);
});

test('what is dragged through is one step', () => {
  settled(() => {
    for (let value = 9; value <= 30; value++) setValue('depth', value);
  });
  expect(useHistory.getState().past).toHaveLength(1);
  undo();
  expect(depth()).toBe(8);
});

test('a change that has not settled is undone as well', () => {
  setValue('depth', 32);
  undo();
  expect(depth()).toBe(8);
  redo();
  expect(depth()).toBe(32);
});

test('a new change leaves nothing to redo', () => {
  settled(() => setValue('depth', 14));
  undo();
  settled(() => setValue('width', 32));
  redo();
  expect(depth()).toBe(8);
  expect(lab.getState().config.width).toBe(32);
});

test('seed, presets and the experiment are undone too', () => {
  settled(() => setSeed(7));
  settled(() => choosePreset({ id: 'x', title: 'X', about: '', config: { depth: 20, epochs: 3 } }));
  settled(() => chooseExperiment('train-dlrm'));
  undo();
  expect(lab.getState()).toMatchObject({ experiment: 'train-resnet', seed: 7, config: { depth: 20 } });
  undo();
  expect(lab.getState()).toMatchObject({ seed: 7, config: { depth: 8 } });
  undo();
  expect(lab.getState().seed).toBe(0);
});

test('titles say what would change', () => {
  const now = defaultSetup();
  const other = { ...now, config: { ...now.config, depth: 20 } };
  expect(differences(now, other)).toEqual(['Depth']);
  expect(moveTitle('Undo', other, now)).toBe('Undo Depth');
  expect(moveTitle('Redo', { ...other, seed: 1 }, now)).toBe('Redo Depth and seed');
  expect(moveTitle('Redo', undefined, now)).toBe('Redo');
});
