// Live settings reach the run that goes on, once each, by whatever hand they change; others wait for a restart.

import { beforeEach, expect, test, vi } from 'vitest';
import { connectLive, hasPendingChanges, liveChanges, pendingKeys, useLive } from './live';
import { newRun } from './run';
import { addRun } from './runs';
import { defaultSetup } from './setup';
import { choosePreset, setSeed, setValue } from './setupActions';
import { activeRun, lab } from './store';
import { send } from './worker';

vi.mock('./worker', () => ({ send: vi.fn() }));
vi.mock('./example', () => ({ showExample: vi.fn() }));
connectLive();

beforeEach(() => {
  vi.mocked(send).mockClear();
  const setup = defaultSetup();
  lab.setState({ ...setup, runs: [], shown: null });
  addRun({ ...newRun(setup), state: 'running' });
});

const run = () => activeRun(lab.getState());

test('a live setting is sent and remembered with its step', () => {
  run()?.tables.training.append([{ step: 12 }]);
  setValue('learningRate', 0.5);
  expect(send).toHaveBeenCalledExactlyOnceWith({ kind: 'set', key: 'learningRate', value: 0.5 });
  expect(liveChanges(run())).toEqual([{ key: 'learningRate', value: 0.5, step: 12 }]);
  expect(hasPendingChanges(lab.getState())).toBe(false);
});

test('other settings wait, and going back waits for nothing', () => {
  setValue('depth', 14);
  setSeed(3);
  expect(send).not.toHaveBeenCalled();
  expect(pendingKeys(lab.getState())).toEqual(['depth', 'seed']);
  setValue('depth', 8);
  setSeed(0);
  expect(hasPendingChanges(lab.getState())).toBe(false);
});

test('a preset sends what of it is live', () => {
  choosePreset({ id: 'x', title: 'X', about: '', config: { depth: 20, learningRate: 0.3 } });
  expect(send).toHaveBeenCalledExactlyOnceWith({ kind: 'set', key: 'learningRate', value: 0.3 });
});

test('back at the start, the value is sent once more', () => {
  setValue('learningRate', 0.5);
  setValue('learningRate', 0.1);
  expect(vi.mocked(send).mock.calls.map(([command]) => 'value' in command && command.value)).toEqual([
    0.5, 0.1,
  ]);
});

test('another experiment’s settings are no business of the run', () => {
  lab.setState({ ...defaultSetup(), experiment: 'train-vit', config: { learningRate: 7 } });
  expect(send).not.toHaveBeenCalled();
  expect(hasPendingChanges(lab.getState())).toBe(true);
  expect(useLive.getState()[run()?.id ?? '']).toBeUndefined();
});
