// The command palette: every command and choice, found by a few letters.

import { Command } from 'cmdk';
import { useMemo } from 'react';
import { choices } from './choices';
import { commands, type PageCommand } from './commands';
import { Dialog } from './Dialog';
import { closeOverlay } from './overlayState';
import styles from './Palette.module.css';

export default function Palette() {
  const groups = useMemo(() => {
    const doable = commands.filter(({ id, enabled }) => id !== 'page.palette' && enabled());
    const groups = new Map<string, PageCommand[]>();
    for (const command of [...doable, ...choices()])
      groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
    return [...groups];
  }, []);
  return (
    <Dialog title="Commands" plain className={styles.palette}>
      <Command label="Commands" loop filter={score}>
        <Command.Input placeholder="What shall be done?" data-first className={styles.input} />
        <Command.List className={styles.list} label="Commands">
          <Command.Empty className={styles.empty}>Nothing is called that.</Command.Empty>
          {groups.map(([group, members]) => (
            <Command.Group key={group} heading={group} className={styles.group}>
              {members.map((command) => (
                <Item key={command.id} command={command} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  );
}

/** Every word must occur, in the title rather than among the further words; 0 is not found. */
function score(_id: string, search: string, [title = '', further = '']: string[] = []): number {
  const typed = search.toLowerCase().trim();
  const words = typed.split(/\s+/);
  const inTitle = title.toLowerCase();
  if (inTitle.startsWith(typed)) return 1;
  if (words.every((word) => ` ${inTitle}`.includes(` ${word}`))) return 0.9;
  if (words.every((word) => inTitle.includes(word))) return 0.7;
  return words.every((word) => `${inTitle} ${further.toLowerCase()}`.includes(word)) ? 0.4 : 0;
}

function Item({ command: { id, title, keyName, words, run } }: { command: PageCommand }) {
  return (
    <Command.Item
      value={id}
      keywords={[title, words ?? '']}
      className={styles.item}
      onSelect={() => {
        closeOverlay();
        // Once the dialog has given the focus back, so that a command may move it.
        setTimeout(run);
      }}
    >
      <span>{title}</span>
      {keyName && <kbd>{keyName}</kbd>}
    </Command.Item>
  );
}
