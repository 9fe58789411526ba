// One setting of an experiment: label, unit, control by its kind, mark and reset when changed, and the
// reason when a value is refused.

import { memo, useState } from 'react';
import type { ConfigValue, FieldDescription } from '../../experiments/schema';
import styles from './controls.module.css';
import { NumberField } from './NumberField';

export interface FieldProps {
  name: string;
  field: FieldDescription;
  value: ConfigValue;
  /** What the value means to the run that goes on. */
  note?: string;
  noteTone?: 'plain' | 'amber' | 'good';
  problemOf(key: string, text: string): string | undefined;
  onChange(key: string, value: ConfigValue): void;
  onExplain(key: string, byPointer: boolean): void;
}

export const Field = memo(function Field(props: FieldProps) {
  const { name, field, value, note, noteTone, problemOf, onChange, onExplain } = props;
  const [problem, setProblem] = useState<string>();
  const id = `setting-${name}`;
  const helpId = `${id}-help`;
  const noteId = `${id}-note`;
  const describedBy = note ? `${helpId} ${noteId}` : helpId;
  const changed = value !== field.default;
  const change = (next: ConfigValue) => onChange(name, next);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing only shows what assistive technology reads anyway
    <div
      className={styles.field}
      data-changed={changed || undefined}
      onMouseEnter={() => onExplain(name, true)}
      onFocus={() => onExplain(name, false)}
    >
      <label className={styles.label} htmlFor={id}>
        {field.label}
        {field.unit && <span className={styles.unit}> {field.unit}</span>}
      </label>
      <button
        type="button"
        className={styles.reset}
        disabled={!changed}
        aria-label={`Reset ${field.label} to ${field.default}`}
        title={`Reset to ${field.default}`}
        onClick={() => {
          setProblem(undefined);
          change(field.default);
        }}
      >
        ↺
      </button>
      {control()}
      {note && (
        <p id={noteId} className={styles.note} data-tone={noteTone}>
          {note}
        </p>
      )}
      <p id={helpId} className="visually-hidden">
        {field.help}
      </p>
      {problem && (
        <p
          className={styles.problem}
          role="alert"
          ref={(element) => element?.scrollIntoView({ block: 'nearest' })}
        >
          {problem}
        </p>
      )}
    </div>
  );

  function control() {
    switch (field.kind) {
      case 'number':
      case 'integer':
        return (
          <NumberField
            id={id}
            field={field}
            value={value as number}
            describedBy={describedBy}
            problemOf={(text) => problemOf(name, text)}
            onChange={change}
            onProblem={setProblem}
          />
        );
      case 'choice':
        return (
          <select
            id={id}
            className={styles.choice}
            aria-describedby={describedBy}
            value={value as string}
            onChange={(event) => change(event.target.value)}
          >
            {field.choices?.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
        );
      case 'boolean':
        return (
          <input
            id={id}
            className={styles.check}
            type="checkbox"
            aria-describedby={describedBy}
            checked={value as boolean}
            onChange={(event) => change(event.target.checked)}
          />
        );
      case 'text':
        return (
          <TextInput
            id={id}
            value={value as string}
            describedBy={describedBy}
            problemOf={(text) => problemOf(name, text)}
            onChange={change}
            onProblem={setProblem}
          />
        );
    }
  }
});

interface TextInputProps {
  id: string;
  value: string;
  describedBy: string;
  problemOf(text: string): string | undefined;
  onChange(text: string): void;
  onProblem(problem: string | undefined): void;
}

function TextInput({ id, value, describedBy, problemOf, onChange, onProblem }: TextInputProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const refused = draft !== null && problemOf(draft) !== undefined;
  return (
    <input
      id={id}
      className={styles.text}
      type="text"
      autoComplete="off"
      spellCheck={false}
      aria-describedby={describedBy}
      aria-invalid={refused}
      value={refused ? draft : value}
      onChange={({ target }) => {
        setDraft(target.value);
        const problem = problemOf(target.value);
        onProblem(problem);
        if (!problem) onChange(target.value);
      }}
      onBlur={() => {
        setDraft(null);
        onProblem(undefined);
      }}
    />
  );
}
