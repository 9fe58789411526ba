// The top of the page: name, what the run does and how it is steered, and the page's own tools.

import { commandById } from './commands';
import styles from './Header.module.css';
import { Icon, type IconName } from './Icon';
import { Progress } from './Progress';
import { Status } from './Status';
import { Transport } from './Transport';
import { useTheme } from './theme';

export function Header() {
  const theme = useTheme((state) => state.theme);
  return (
    <header className={styles.header}>
      <h1 className={styles.brand}>
        <img src="./icon.svg" alt="" width={26} height={26} />
        Tessera
      </h1>
      <Transport />
      <Status />
      <div className={styles.tools}>
        <Tool command="file.open" icon="open" label="Open" />
        <Tool command="share.open" icon="share" />
        <Tool command="page.palette" icon="search" />
        <Tool command="page.theme" icon={theme === 'dark' ? 'sun' : 'moon'} />
        <Tool command="help.shortcuts" label="?" />
      </div>
      <Progress />
    </header>
  );
}

function Tool({ command: id, icon, label }: { command: string; icon?: IconName; label?: string }) {
  const { title, keyName, run } = commandById(id);
  return (
    <button
      type="button"
      className={styles.tool}
      title={`${title} (${keyName})`}
      aria-label={id === 'help.shortcuts' ? 'Keyboard shortcuts' : title}
      onClick={run}
    >
      {icon && <Icon name={icon} />}
      {label}
    </button>
  );
}
