// The list of shortcuts, from the command table.

import { commandGroups, commands } from './commands';
import { Dialog } from './Dialog';
import styles from './ShortcutSheet.module.css';

export default function ShortcutSheet() {
  return (
    <Dialog title="Keyboard" className={styles.sheet}>
      <div className={styles.groups}>
        {commandGroups.map((group) => {
          const keyed = commands.filter((command) => command.group === group && command.keyName);
          if (keyed.length === 0) return null;
          return (
            <section key={group} aria-label={group}>
              <h3>{group}</h3>
              <dl>
                {keyed.map(({ id, title, keyName }) => (
                  <div key={id}>
                    <dt>
                      <kbd>{keyName}</kbd>
                    </dt>
                    <dd>{title}</dd>
                  </div>
                ))}
              </dl>
            </section>
          );
        })}
      </div>
      <p className={styles.note}>
        On a chart, <kbd>←</kbd> <kbd>→</kbd> read values, <kbd>Home</kbd> <kbd>End</kbd> go to the ends,{' '}
        <kbd>↑</kbd> <kbd>↓</kbd> change the run, <kbd>+</kbd> <kbd>−</kbd> zoom along, <kbd>[</kbd>{' '}
        <kbd>]</kbd> zoom up and down; drag or <kbd>Ctrl</kbd> and the wheel to zoom, double-click to see
        everything. On a slider, <kbd>Shift</kbd> takes ten steps. In the search of settings, <kbd>Esc</kbd>{' '}
        shows them all again. Under Placement, arrow keys walk over shards and devices, <kbd>Enter</kbd> picks
        one up and puts it down, <kbd>Esc</kbd> puts it back.
      </p>
    </Dialog>
  );
}
