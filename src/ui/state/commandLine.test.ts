// A copied command line says what differs, and a shell reads every word of it as it was meant.

// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { experiments } from '../../experiments';
import type { TuningTable } from '../../lab/protocol';
import { commandLineOf, nextCommandLine } from './commandLine';
import { defaultSetup } from './setup';
import { type LabState, lab } from './store';

const vit = experiments.find(({ id }) => id === 'train-vit');

test('defaults need no flag; what differs does', () => {
  const setup = defaultSetup(vit);
  expect(commandLineOf(setup)).toBe('npm run lab -- run train-vit');
  const changed = { ...setup, seed: 3, config: { ...setup.config, depth: 4 } };
  expect(
    commandLineOf(changed, { trainFiles: [{ name: 'train.csv' }], testFiles: [{ name: 'test.csv' }] }),
  ).toBe('npm run lab -- run train-vit --set depth=4 --seed 3 --data train.csv --test test.csv');
});

test('a tuning is named where the next run takes it', () => {
  const table: TuningTable = { format: 'tessera-tuning-1', adapter: 'a', kernels: 'k', products: [] };
  const lineOf = (given: Partial<LabState>) => nextCommandLine({ ...lab.getInitialState(), ...given });
  const tuned = / --tuning tuning\.json$/;
  expect(lineOf({ tuning: table })).toMatch(tuned);
  expect(lineOf({})).not.toMatch(tuned);
  expect(lineOf({ tuning: table, usesTuning: false })).not.toMatch(tuned);
  expect(lineOf({ tuning: table, tuningRefusal: 'Of another adapter.' })).not.toMatch(tuned);
});

test('names with spaces and quotes reach the program whole', () => {
  const name = `my "best" digits, it's $HOME.csv`;
  const line = commandLineOf(defaultSetup(vit), { trainFiles: [{ name }] });
  const words = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${line}`], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(words.at(-1)).toBe(name);
});
