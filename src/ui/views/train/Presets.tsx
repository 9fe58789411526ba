// Starting points: the defaults and the experiment's presets.

import { findExperiment } from '../../state/setup';
import { choosePreset, currentPreset } from '../../state/setupActions';
import { lab } from '../../state/store';
import styles from './SettingsPanel.module.css';

export function Presets() {
  const experiment = lab((state) => state.experiment);
  const config = lab((state) => state.config);
  const current = currentPreset({ experiment, config });
  return (
    <fieldset className={styles.presets}>
      <legend className="visually-hidden">Preset</legend>
      <button
        type="button"
        aria-pressed={current === 'default'}
        title="Every setting at its default"
        onClick={() => choosePreset()}
      >
        Default
      </button>
      {findExperiment(experiment).presets?.map((preset) => (
        <button
          key={preset.id}
          type="button"
          aria-pressed={current === preset.id}
          title={`${preset.title}: ${preset.about}`}
          onClick={() => choosePreset(preset)}
        >
          {preset.title}
        </button>
      ))}
    </fieldset>
  );
}
