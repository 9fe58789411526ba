// A titled box of the inspector, and the rows of names and values in it.

import type { ReactNode } from 'react';
import styles from './Inspector.module.css';

export function Card({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.card} aria-label={title}>
      <h2>
        {title}
        {aside && <span>{aside}</span>}
      </h2>
      {children}
    </section>
  );
}

export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Where a number comes from; what is measured, what a model says, and what others published look different everywhere. */
export function Provenance({ kind }: { kind: 'measured' | 'modelled' | 'predicted' | 'published' }) {
  return (
    <span className={styles.provenance} data-kind={kind}>
      {kind}
    </span>
  );
}
