// The chosen box in words.

import styles from './MemoryView.module.css';
import type { Fact } from './words';

interface MemoryFactsProps {
  title: string;
  colour: string;
  facts: readonly Fact[];
  note?: string;
}

export function MemoryFacts({ title, colour, facts, note }: MemoryFactsProps) {
  return (
    <section className={styles.facts} aria-label="The chosen memory">
      <h3 title={title}>
        <i style={{ background: colour }} />
        {title}
      </h3>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {note && <p>{note}</p>}
    </section>
  );
}
