// Presets are valid settings that differ from the defaults.

import { expect, test } from 'vitest';
import { experiments } from '.';
import { defaultsOf, parseConfig } from './schema';

const presets = experiments.flatMap((experiment) =>
  (experiment.presets ?? []).map((preset) => ({ experiment, preset, name: `${experiment.id} ${preset.id}` })),
);

test.each(presets)('$name is valid and says only what differs', ({ experiment, preset }) => {
  expect(parseConfig(experiment.config, preset.config).problems).toEqual([]);
  const defaults = defaultsOf(experiment.config);
  for (const [key, value] of Object.entries(preset.config)) expect(value).not.toBe(defaults[key]);
});

test('ids are unique within an experiment', () => {
  for (const { presets = [] } of experiments)
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
});
