// Suggestions are valid settings that change something, and read as the end of "You could …".

import { expect, test } from 'vitest';
import { experiments } from '.';
import { defaultsOf, parseConfig } from './schema';

const all = experiments.flatMap((experiment) =>
  (experiment.suggestions ?? []).map((suggestion) => ({
    experiment,
    suggestion,
    name: `${experiment.id} ${suggestion.id}`,
  })),
);

test.each(all)('$name is valid and says only what differs', ({ experiment, suggestion }) => {
  const { config, title, why } = suggestion;
  expect(parseConfig(experiment.config, config).problems).toEqual([]);
  const defaults = defaultsOf(experiment.config);
  const entries = Object.entries(config);
  expect(entries.length).toBeGreaterThan(0);
  for (const [key, value] of entries) expect(value).not.toBe(defaults[key]);
  expect(title).toMatch(/^[a-z].*[^.]$/);
  expect(why).toMatch(/^[A-Z].*\.$/s);
});

test.each(experiments)('$id suggests something, each under its own id', ({ suggestions = [] }) => {
  expect(suggestions.length).toBeGreaterThanOrEqual(3);
  expect(new Set(suggestions.map(({ id }) => id)).size).toBe(suggestions.length);
});

// What trains nothing has no outline, and a test of its own.
test.each(all.filter(({ experiment }) => experiment.outline))(
  '$name can run',
  async ({ experiment, suggestion }) => {
    const config = { ...defaultsOf(experiment.config), ...suggestion.config };
    const outline = await experiment.outline?.(config, {});
    expect(outline?.totalSteps).toBeGreaterThan(0);
  },
);
