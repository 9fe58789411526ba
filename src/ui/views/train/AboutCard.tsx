// Where the experiment comes from, and that the page needs no network.

import { OfflineNote } from '../../offline/OfflineNote';
import { findExperiment } from '../../state/setup';
import { lab, shownRun } from '../../state/store';
import { Card } from './Card';
import styles from './Inspector.module.css';

export function AboutCard({ title: heading = 'Sources' }: { title?: string }) {
  const { sources } = findExperiment(lab((state) => shownRun(state)?.experiment ?? state.experiment));
  return (
    <Card title={heading}>
      {sources.map(({ title, authors, year, link }) => (
        <p key={link} className={styles.source}>
          <a href={link} target="_blank" rel="noreferrer">
            {title}
          </a>
          <br />
          <span className={styles.note}>
            {authors}, {year}
          </span>
        </p>
      ))}
      <OfflineNote />
    </Card>
  );
}
