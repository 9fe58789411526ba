// The command table: unique ids and keys, and keys that stay with the control that has the focus.

// @vitest-environment node
import { expect, test, vi } from 'vitest';

vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener() {} }));
vi.stubGlobal('localStorage', { getItem: () => null, setItem() {} });
const { commandById, commandGroups, commandOf, commands } = await import('./commands');
const { choices } = await import('./choices');
const { lab } = await import('../state/store');

const press = (key: string, target: object = { tagName: 'BODY' }, modifiers = {}) =>
  commandOf({ key, target, ctrlKey: false, metaKey: false, altKey: false, ...modifiers } as KeyboardEvent)
    ?.id;

test('ids and keys are unique', () => {
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
  const keys = commands.flatMap(({ key, panel }) => (key === undefined ? [] : [`${panel} ${key}`]));
  expect(new Set(keys).size).toBe(keys.length);
});

test('an open panel has its own meaning of a key', () => {
  const undo = () => press('z', undefined, { ctrlKey: true });
  expect([undo(), press('g')]).toEqual(['settings.undo', undefined]);
  lab.setState({ panel: 'placement' });
  expect([undo(), press('g'), press('r')]).toEqual(['placement.undo', 'placement.plan', 'run.restart']);
  lab.setState({ panel: 'charts' });
});

test('every command belongs to a group that the sheet and the palette list', () => {
  for (const { group } of commands) expect(commandGroups).toContain(group);
});

test('keys find their commands, in either case', () => {
  expect([press(' '), press('s'), press('R'), press('?'), press('1'), press('/')]).toEqual([
    'run.toggle',
    'run.step',
    'run.restart',
    'help.shortcuts',
    'panel.charts',
    'settings.search',
  ]);
  expect(press('q')).toBeUndefined();
});

test('typing and pressing buttons is left alone', () => {
  expect(press('s', { tagName: 'INPUT', type: 'text' })).toBeUndefined();
  expect(press('/', { tagName: 'INPUT', type: 'search' })).toBeUndefined();
  expect(press('r', { tagName: 'SELECT' })).toBeUndefined();
  expect(press(' ', { tagName: 'BUTTON' })).toBeUndefined();
  expect(press('s', { tagName: 'BUTTON' })).toBe('run.step');
  expect(press('s', { tagName: 'INPUT', type: 'range' })).toBe('run.step');
});

test('keys of the browser are left alone', () => {
  expect(press('r', undefined, { ctrlKey: true })).toBeUndefined();
  expect(press('s', undefined, { metaKey: true })).toBeUndefined();
  expect(press('q')).toBeUndefined();
});

test('undo, redo and the palette need Ctrl or the command key', () => {
  for (const modifier of ['ctrlKey', 'metaKey']) {
    expect(press('z', undefined, { [modifier]: true })).toBe('settings.undo');
    expect(press('Z', undefined, { [modifier]: true, shiftKey: true })).toBe('settings.redo');
    expect(press('k', { tagName: 'INPUT', type: 'text' }, { [modifier]: true })).toBe('page.palette');
  }
});

test('undo in a text is the text’s own, but for a setting that was taken', () => {
  const undo = (target: object) =>
    press('z', { tagName: 'INPUT', type: 'text', ...target }, { ctrlKey: true });
  expect(undo({ id: 'settings-search' })).toBeUndefined();
  expect(undo({ id: 'setting-depth', ariaInvalid: 'true' })).toBeUndefined();
  expect(undo({ id: 'setting-depth', ariaInvalid: 'false' })).toBe('settings.undo');
});

test('an unknown id is a mistake of ours', () => {
  expect(() => commandById('run.fly')).toThrow('run.fly');
});

test('every setting, preset, experiment and suggestion is a choice under an id of its own', () => {
  const ids = choices().map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(
    expect.arrayContaining([
      'set.depth',
      'set.seed',
      'preset.tiny',
      'experiment.train-vit',
      'try.train-vit.no-warmup',
    ]),
  );
  // What is chosen already is no choice.
  expect(ids).not.toContain('experiment.train-resnet');
});
