// Above the settings: finding one, how many differ from their defaults, undo, redo and reset.

import { commandById } from '../../shell/commands';
import { Icon, type IconName } from '../../shell/Icon';
import { SEARCH_ID } from '../../state/focusSetting';
import { moveTitle, useHistory } from '../../state/history';
import { changedKeys } from '../../state/setup';
import { resetAll } from '../../state/setupActions';
import { lab } from '../../state/store';
import styles from './SettingsTools.module.css';

interface SettingsToolsProps {
  search: string;
  onSearch(text: string): void;
  /** How many settings the search found. */
  found: number;
}

export function SettingsTools({ search, onSearch, found }: SettingsToolsProps) {
  const experiment = lab((state) => state.experiment);
  const config = lab((state) => state.config);
  const seed = lab((state) => state.seed);
  const setup = { experiment, config, seed };
  const { past, future } = useHistory();
  const changed = changedKeys(setup).length + (seed === 0 ? 0 : 1);
  return (
    <div className={styles.tools}>
      <input
        id={SEARCH_ID}
        type="search"
        aria-label="Search the settings"
        placeholder="Search settings  ( / )"
        autoComplete="off"
        value={search}
        onChange={({ target }) => onSearch(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onSearch('');
          event.currentTarget.blur();
        }}
      />
      <Move id="settings.undo" icon="undo" title={moveTitle('Undo', past.at(-1), setup)} />
      <Move id="settings.redo" icon="redo" title={moveTitle('Redo', future.at(-1), setup)} />
      <p aria-live="polite">
        {search && (found === 0 ? 'Nothing is called that.' : `${found} found`)}
        {!search && changed > 0 && (
          <>
            <span>{changed} changed</span>
            <button type="button" onClick={resetAll}>
              Reset all
            </button>
          </>
        )}
      </p>
    </div>
  );
}

function Move({ id, icon, title }: { id: string; icon: IconName; title: string }) {
  const { keyName, run, enabled } = commandById(id);
  return (
    <button
      type="button"
      className={styles.move}
      title={`${title} (${keyName})`}
      aria-label={title}
      disabled={!enabled()}
      onClick={run}
    >
      <Icon name={icon} />
    </button>
  );
}
