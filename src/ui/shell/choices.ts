// Commands that follow from the state: experiments, presets, things to try, settings and runs. Only the palette
// lists them; their ids are as stable as the names they are made of.

import { experiments } from '../../experiments';
import { fieldsOf } from '../../experiments/schema';
import { focusSetting } from '../state/focusSetting';
import { showRun } from '../state/runs';
import { findExperiment } from '../state/setup';
import { chooseExperiment, choosePreset, chooseSuggestion } from '../state/setupActions';
import { lab } from '../state/store';
import type { PageCommand } from './commands';

const always = () => true;

/** In the order they are listed. */
export function choices(): PageCommand[] {
  const { experiment: id, config, runs, shown } = lab.getState();
  const experiment = findExperiment(id);
  const settings = fieldsOf(experiment.config).map(
    ([key, { label, unit, group }]): PageCommand => ({
      id: `set.${key}`,
      title: `Set ${label.toLowerCase()}${unit ? ` (${unit})` : ''}…`,
      group: 'Settings',
      keyName: String(config[key]),
      words: `${key} ${group}`,
      run: () => focusSetting(key),
      enabled: always,
    }),
  );
  const seed: PageCommand = {
    id: 'set.seed',
    title: 'Set seed…',
    group: 'Settings',
    keyName: String(lab.getState().seed),
    run: () => focusSetting('seed'),
    enabled: always,
  };
  const presets = [undefined, ...(experiment.presets ?? [])].map(
    (preset): PageCommand => ({
      id: `preset.${preset?.id ?? 'default'}`,
      title: `Preset: ${preset?.title ?? 'Default'}`,
      group: 'Presets',
      words: preset?.about,
      run: () => choosePreset(preset),
      enabled: always,
    }),
  );
  const others = experiments.map(
    ({ id: other, title, about }): PageCommand => ({
      id: `experiment.${other}`,
      title,
      group: 'Experiments',
      words: `${other} ${about}`,
      run: () => chooseExperiment(other),
      enabled: () => other !== id,
    }),
  );
  const tries = experiments.flatMap((other) =>
    (other.suggestions ?? []).map(
      (suggestion): PageCommand => ({
        id: `try.${other.id}.${suggestion.id}`,
        title: `Try: ${suggestion.title}`,
        group: 'Things to try',
        words: other.title,
        run: () => chooseSuggestion(other.id, suggestion),
        enabled: always,
      }),
    ),
  );
  const shows = runs.map(
    (run): PageCommand => ({
      id: `show.${run.id}`,
      title: `Show the run ${run.name}`,
      group: 'Runs',
      words: findExperiment(run.experiment).title,
      run: () => showRun(run.id),
      enabled: () => run.id !== shown,
    }),
  );
  return [...settings, seed, ...presets, ...others, ...tries, ...shows].filter(({ enabled }) => enabled());
}
