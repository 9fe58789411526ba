// A number with its name and unit; taken when the reader leaves it or presses Enter.

import { useId, useState } from 'react';
import styles from './sheets.module.css';

interface NumberBoxProps {
  label: string;
  unit?: string;
  help?: string;
  value: number;
  /** Why a number is not accepted, or undefined. */
  problemOf(value: number): string | undefined;
  onChange(value: number): void;
}

export function NumberBox({ label, unit, help, value, problemOf, onChange }: NumberBoxProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const typed = draft?.trim() ? Number(draft) : Number.NaN;
  const problem = draft === null ? undefined : Number.isFinite(typed) ? problemOf(typed) : 'a number';
  const take = () => {
    if (draft !== null && !problem && typed !== value) onChange(typed);
    setDraft(null);
  };
  return (
    <div className={styles.field} title={help}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        value={draft ?? String(Number(value.toPrecision(6)))}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      <span>{unit}</span>
      {problem && (
        <p id={`${id}-problem`} role="alert">
          Give {problem}.
        </p>
      )}
    </div>
  );
}
