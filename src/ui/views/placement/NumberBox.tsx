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
  /** A text that it returns is why the number was refused; it stands at the box until another is typed or taken. */
  onChange(value: number): unknown;
}

export function NumberBox({ label, unit, help, value, problemOf, onChange }: NumberBoxProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState<{ why: string; at: number } | null>(null);
  const typed = draft?.trim() ? Number(draft) : Number.NaN;
  const problem = draft === null ? undefined : Number.isFinite(typed) ? problemOf(typed) : 'a number';
  const take = () => {
    if (draft !== null && !problem && typed !== value) {
      const why = onChange(typed);
      setRefused(typeof why === 'string' ? { why, at: value } : null);
    }
    setDraft(null);
  };
  const said = problem
    ? `Give ${problem}.`
    : draft === null && refused?.at === value
      ? refused.why
      : undefined;
  return (
    <div className={styles.field} title={help}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={said ? `${id}-problem` : undefined}
        value={draft ?? String(Number(value.toPrecision(6)))}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={take}
        onKeyDown={(event) => {
          if (event.key === 'Enter') take();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
      <span>{unit}</span>
      {said && (
        <p ref={bringIntoView} id={`${id}-problem`} role="alert">
          {said}
        </p>
      )}
    </div>
  );
}

/** A sheet scrolls by itself: what is said at its edge would be beyond it. */
const bringIntoView = (sentence: HTMLElement | null): void =>
  sentence?.scrollIntoView?.({ block: 'nearest' });
