// A run's name while it is typed: Enter takes it, Escape leaves it as it was.

import { useRef, useState } from 'react';
import type { Run } from '../../state/run';
import { updateRun } from '../../state/runs';
import styles from './runs.module.css';

const LONGEST = 60;

export function RenameField({ run, onDone }: { run: Run; onDone(): void }) {
  const [name, setName] = useState(run.name);
  const given = useRef(false);
  const close = (row: Element | null) => {
    onDone();
    (row as HTMLElement | null)?.focus();
  };
  const keep = () => {
    const text = name.trim();
    if (text && text !== run.name) updateRun(run.id, { name: text });
  };
  return (
    <input
      className={styles.rename}
      aria-label={`Name of ${run.name}`}
      maxLength={LONGEST}
      value={name}
      ref={focusOnce}
      onChange={({ target }) => setName(target.value)}
      onBlur={() => {
        if (!given.current) keep();
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        if (event.key === 'Enter') keep();
        given.current = true;
        close(event.currentTarget.closest('[data-run]'));
      }}
    />
  );
}

function focusOnce(field: HTMLInputElement | null): void {
  field?.focus();
  field?.select();
}
