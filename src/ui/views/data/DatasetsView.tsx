// What can be trained on: data made here, the reader's own, and public sets to bring.

import { useEffect, useState } from 'react';
import { lab } from '../../state/store';
import styles from './DatasetsView.module.css';
import { MadeView } from './MadeView';
import { OwnView } from './OwnView';
import { PublicView } from './PublicView';

const parts = [
  { id: 'made', title: 'Made here', Component: MadeView },
  { id: 'own', title: 'Your data', Component: OwnView },
  { id: 'public', title: 'Public sets', Component: PublicView },
] as const;

export default function DatasetsView() {
  const own = lab((state) => state.trainFiles.length + state.testFiles.length > 0 || state.dataUrl !== null);
  const [shown, setShown] = useState<string>(own ? 'own' : 'made');
  // Data that arrives is shown; data that goes away leaves the reader where they are.
  useEffect(() => {
    if (own) setShown('own');
  }, [own]);
  const { Component } = parts.find(({ id }) => id === shown) ?? parts[0];
  return (
    <section className={styles.board} aria-label="What can be trained on">
      <nav className={styles.parts} aria-label="Kinds of data">
        {parts.map(({ id, title }) => (
          <button key={id} type="button" aria-pressed={id === shown} onClick={() => setShown(id)}>
            {title}
          </button>
        ))}
      </nav>
      <section
        className={styles.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
        tabIndex={0}
        aria-label={parts.find(({ id }) => id === shown)?.title}
      >
        <Component />
      </section>
    </section>
  );
}
