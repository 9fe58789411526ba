// Changing what is to be run.

import { type Experiment, type Preset, type Suggestion, trains } from '../../experiments/experiment';
import { type ConfigValue, defaultsOf } from '../../experiments/schema';
import type { RunFile } from '../../lab/protocol';
import { showExample } from './example';
import { changedKeys, defaultSetup, findExperiment, type Setup } from './setup';
import { type LabState, lab } from './store';

export function chooseSetup(setup: Setup): void {
  const other = setup.experiment !== lab.getState().experiment;
  lab.setState({ ...setup, ...(other && { resume: null }) });
}

export function chooseExperiment(id: string): void {
  const experiment = findExperiment(id);
  chooseSetup(defaultSetup(experiment));
  lab.setState(({ panel }) => ({ panel: panelFor(experiment, panel) }));
  showExample();
}

/** Curves and results stand in for each other where an experiment has only one of them. */
function panelFor(experiment: Experiment, panel: LabState['panel']): LabState['panel'] {
  if (panel === 'charts' && !trains(experiment)) return 'results';
  return panel === 'results' && !experiment.figures?.length ? 'charts' : panel;
}

/** Every setting at its default, but for what the preset changes. */
export function choosePreset(preset?: Preset): void {
  const { experiment } = lab.getState();
  lab.setState({ config: { ...defaultsOf(findExperiment(experiment).config), ...preset?.config } });
}

export function setValue(key: string, value: ConfigValue): void {
  const { config } = lab.getState();
  if (config[key] !== value) lab.setState({ config: { ...config, [key]: value } });
}

/** Every setting and the seed at their defaults. */
export const resetAll = (): void => chooseSetup(defaultSetup(findExperiment(lab.getState().experiment)));

/** Sets up what a sentence of an experiment says: its defaults but for the given settings. */
export function chooseSuggestion(experiment: string, { config }: Pick<Suggestion, 'config'>): void {
  const setup = defaultSetup(findExperiment(experiment));
  chooseSetup({ ...setup, config: { ...setup.config, ...config } });
  void showExample();
}

export const setSeed = (seed: number): void => lab.setState({ seed });

export function setFiles(role: 'train' | 'test', files: readonly RunFile[]): void {
  lab.setState(role === 'train' ? { trainFiles: files } : { testFiles: files });
}

/** Id of the preset the settings are those of: 'default', a preset's, or null. */
export function currentPreset({ experiment, config }: Pick<Setup, 'experiment' | 'config'>): string | null {
  const changed = changedKeys({ experiment, config });
  if (changed.length === 0) return 'default';
  const match = findExperiment(experiment).presets?.find(
    (preset) =>
      changed.length === Object.keys(preset.config).length &&
      changed.every((key) => preset.config[key] === config[key]),
  );
  return match?.id ?? null;
}
