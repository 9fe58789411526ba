// Play, pause, step, stop, restart.

import { trains } from '../../experiments/experiment';
import { hasPendingChanges } from '../state/live';
import { exceedsLimits, usePreview } from '../state/preview';
import { findExperiment } from '../state/setup';
import { activeRun, canTrain, lab } from '../state/store';
import { commandById } from './commands';
import styles from './Header.module.css';
import { Icon, type IconName } from './Icon';

export function Transport() {
  const state = lab((all) => activeRun(all)?.state ?? null);
  const active = lab((all) => activeRun(all) !== null);
  // What exceeds the adapter's limits is refused beside the settings, with what would fit.
  usePreview();
  const able = lab(canTrain);
  const ready = lab((all) => canTrain(all) && !exceedsLimits(all));
  const pending = lab(hasPendingChanges);
  const running = state === 'running' || state === 'starting';
  const starts = lab(({ experiment }) => (trains(findExperiment(experiment)) ? 'Train' : 'Run'));
  const label = running ? 'Pause' : state === 'paused' ? 'Continue' : starts;
  return (
    <div className={styles.transport} role="toolbar" aria-label="Run">
      <Button
        command="run.toggle"
        icon={running ? 'pause' : 'play'}
        label={label}
        main
        disabled={active ? !able : !ready}
      />
      <Button command="run.step" icon="step" label="Step" disabled={active ? !able : !ready} />
      <Button command="run.stop" icon="stop" label="Stop" disabled={!active} />
      <Button
        command="run.restart"
        icon="restart"
        label="Restart"
        disabled={!ready || state === null}
        pending={pending}
      />
    </div>
  );
}

interface ButtonProps {
  command: string;
  icon: IconName;
  label: string;
  main?: boolean;
  disabled: boolean;
  pending?: boolean;
}

function Button({ command: id, icon, label, main, disabled, pending }: ButtonProps) {
  const { title, keyName, run } = commandById(id);
  const hint = pending ? 'Changed settings take effect on restart' : title;
  return (
    <button
      type="button"
      className={main ? styles.main : styles.side}
      disabled={disabled}
      data-pending={pending || undefined}
      title={`${hint} (${keyName})`}
      aria-description={pending ? hint : undefined}
      onClick={({ detail, currentTarget }) => {
        // After a click by pointer, Space is for play and pause again; by keyboard the focus stays.
        if (detail > 0) currentTarget.blur();
        run();
      }}
    >
      <Icon name={icon} />
      {label}
    </button>
  );
}
