// Files that runs have left, given to an experiment that reads files.

// @vitest-environment node
import { beforeEach, expect, test } from 'vitest';
import { takeableFiles, takeLeft } from './leftInputs';
import { type LeftFile, newRun, type Run } from './run';
import { defaultSetup } from './setup';
import { lab } from './store';

const left = (name: string): LeftFile => ({ name, about: '', content: new Blob([name]) });
const run = (name: string, ...files: LeftFile[]): Run => ({ ...newRun(defaultSetup()), name, files });
const [sets, tables, weights] = ['measured-sets.txt', 'measured-tables.json', 'w.safetensors'].map(left);
const old = run('old', sets, weights, tables);
const last = run('last', left('measured-sets.txt'));

const taken = () => lab.getState().trainFiles;
const offered = () => takeableFiles([old, last], taken()).map(({ run: own, file }) => [own.name, file.name]);

beforeEach(() => lab.setState({ trainFiles: [] }));

test('texts are offered, newest run first, until they are taken', () => {
  expect(offered()).toEqual([
    ['last', 'measured-sets.txt'],
    ['old', 'measured-sets.txt'],
    ['old', 'measured-tables.json'],
  ]);
  takeLeft(tables, true);
  takeLeft(sets, true);
  expect(taken()).toEqual([
    { name: tables.name, blob: tables.content },
    { name: sets.name, blob: sets.content },
  ]);
  expect(offered()).toEqual([['last', 'measured-sets.txt']]);
});

test('one takes the place of another of its name, and of all where one alone is read', () => {
  takeLeft(tables, true);
  takeLeft(sets, true);
  takeLeft(last.files[0], true);
  expect(taken().map(({ blob }) => blob)).toEqual([tables.content, last.files[0].content]);
  takeLeft(tables, false);
  expect(taken().map(({ blob }) => blob)).toEqual([tables.content]);
});
