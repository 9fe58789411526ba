// A number: text field and slider over the same value. Arrow keys go one step, with Shift ten.

import { type KeyboardEvent, useState } from 'react';
import type { FieldDescription } from '../../experiments/schema';
import styles from './controls.module.css';
import { scaleOf } from './scale';

interface NumberFieldProps {
  id: string;
  field: FieldDescription;
  value: number;
  describedBy: string;
  /** Why the text is not accepted, or undefined. */
  problemOf(text: string): string | undefined;
  onChange(value: number): void;
  onProblem(problem: string | undefined): void;
}

const SLIDER_POSITIONS = 1000;

export function NumberField(props: NumberFieldProps) {
  const { id, field, value, describedBy, problemOf, onChange, onProblem } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const scale = scaleOf(field);
  const refused = draft !== null && problemOf(draft) !== undefined;
  // A value that changed elsewhere takes the place of what was typed.
  const typed = draft !== null && (refused || Number(draft) === value);

  const type = (text: string) => {
    setDraft(text);
    const problem = problemOf(text);
    onProblem(problem);
    if (!problem) onChange(Number(text));
  };
  const leave = () => {
    setDraft(null);
    onProblem(undefined);
  };
  const nudge = (event: KeyboardEvent) => {
    const direction = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
    const sideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    const inText = (event.target as HTMLInputElement).type === 'text';
    if (!direction || (inText && sideways)) return;
    event.preventDefault();
    leave();
    onChange(scale.step(value, direction * (event.shiftKey ? 10 : 1)));
  };

  return (
    <>
      <input
        id={id}
        className={styles.number}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        spellCheck={false}
        aria-describedby={describedBy}
        aria-invalid={refused}
        value={typed ? draft : String(value)}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
        onKeyDown={nudge}
      />
      <input
        className={styles.slider}
        type="range"
        aria-label={`${field.label}, slider`}
        aria-valuetext={`${value}${field.unit ? ` ${field.unit}` : ''}`}
        min={0}
        max={SLIDER_POSITIONS}
        value={Math.round(scale.toPosition(value) * SLIDER_POSITIONS)}
        style={{ '--filled': `${100 * scale.toPosition(value)}%` } as React.CSSProperties}
        onChange={(event) => {
          leave();
          onChange(scale.toValue(Number(event.target.value) / SLIDER_POSITIONS));
        }}
        onKeyDown={nudge}
      />
    </>
  );
}
