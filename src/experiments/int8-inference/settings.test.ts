// Settings there and back: what is left open is the network's own choice, and a checkpoint brings its settings along.

import { expect, test } from 'vitest';
import { settingsFrom } from '../experiment';
import { type Config, defaultsOf, parseConfig } from '../schema';
import { schema as resnetSchema } from '../train-resnet/schema';
import { trainVit } from '../train-vit';
import { schema as vitSchema } from '../train-vit/schema';
import { int8Inference } from '.';
import { schema } from './schema';
import { type Int8Settings, ownSettings } from './settings';

const settings = (changed: Config = {}) => ({ ...defaultsOf(schema), ...changed }) as Int8Settings;

test('what is 0 is the default of the network’s own experiment', () => {
  expect(ownSettings(settings())).toEqual(defaultsOf(resnetSchema));
  expect(ownSettings(settings({ network: 'vit' }))).toEqual(defaultsOf(vitSchema));
  const changed = { width: 12, steps: 7, shift: 0 };
  expect(ownSettings(settings(changed))).toEqual({ ...defaultsOf(resnetSchema), ...changed });
});

test('a checkpoint of another experiment sets what is a setting here and not its default', () => {
  const config = { ...defaultsOf(vitSchema), depth: 2, heads: 2, shift: 0 };
  const adopted = settingsFrom(int8Inference, { experiment: 'train-vit', config });
  expect(adopted).toEqual({ network: 'vit', depth: 2, shift: 0 });
  expect(parseConfig(schema, adopted).problems).toEqual([]);
});

test('what is said beside a checkpoint changes its settings', () => {
  const config = { ...defaultsOf(vitSchema), heads: 2, epochs: 12 };
  const said = { ...settings(settingsFrom(int8Inference, { experiment: 'train-vit', config })), steps: 5 };
  expect(ownSettings(said, config)).toEqual({ ...config, steps: 5 });
});

test('a checkpoint that is not adopted is refused in one line', () => {
  const checkpoint = { experiment: 'train-resnet', config: {} };
  expect(() => settingsFrom(trainVit, checkpoint)).toThrow(/belongs to train-resnet, not to train-vit/);
  expect(settingsFrom(trainVit, { experiment: 'train-vit', config: { depth: 2 } })).toEqual({ depth: 2 });
});
