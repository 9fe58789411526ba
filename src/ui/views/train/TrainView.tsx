// Training one model: settings left, charts in the middle, what is known of the run on the right.

import { Suspense, useDeferredValue } from 'react';
import { lab } from '../../state/store';
import { isWide } from '../panelList';
import { panels } from '../panels';
import { Headline } from './Headline';
import { Inspector } from './Inspector';
import { Notices } from './Notices';
import { SettingsPanel } from './SettingsPanel';
import styles from './TrainView.module.css';
import { Welcome } from './Welcome';

export function TrainView() {
  // The tab answers at once; the panel is rendered in pieces that leave room for what the reader does next.
  const panel = useDeferredValue(lab((state) => state.panel));
  const { Component } = panels.find(({ id }) => id === panel) ?? panels[0];
  // The sides come right after the middle: both at once would keep the browser busy for too long.
  const sides = useDeferredValue(true, false);
  const wide = isWide(panel);
  return (
    <div className={styles.view} data-wide={wide || undefined}>
      {!wide && (sides ? <SettingsPanel /> : <aside />)}
      <main className={styles.centre}>
        <Notices />
        {!wide && (
          <>
            <Welcome />
            <Headline />
          </>
        )}
        <PanelTabs />
        <Suspense>
          <Component />
        </Suspense>
      </main>
      {!wide && (sides ? <Inspector /> : <aside />)}
    </div>
  );
}

/** A narrow page has no room for all tabs: the chosen one is in sight. */
const intoView = (tab: HTMLElement | null): void =>
  tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });

function PanelTabs() {
  const panel = lab((state) => state.panel);
  return (
    <nav className={styles.tabs} aria-label="What the middle shows">
      {panels.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          aria-pressed={panel === id}
          ref={panel === id ? intoView : undefined}
          onClick={() => lab.setState({ panel: id })}
        >
          {title}
        </button>
      ))}
    </nav>
  );
}
