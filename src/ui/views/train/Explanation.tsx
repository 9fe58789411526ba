// What the setting under the pointer or the focus does, and what it accepts.

import { formatNumber } from '../../../base/format';
import type { FieldDescription } from '../../../experiments/schema';

import styles from './SettingsPanel.module.css';

export function Explanation({ about, field }: { about: string; field?: FieldDescription }) {
  if (!field) return <p className={styles.explanation}>{about} Point at a setting to read what it does.</p>;
  const unit = field.unit ? ` ${field.unit}` : '';
  const range =
    field.minimum !== undefined && field.maximum !== undefined
      ? `${formatNumber(field.minimum)} to ${formatNumber(field.maximum)}${unit}; `
      : '';
  return (
    // The same help is tied to each control for assistive technology.
    <p className={styles.explanation} aria-hidden="true">
      <b>{field.label}</b>. {field.help} {range}default {String(field.default)}.{' '}
      {field.live ? 'Takes effect at once.' : ''}
    </p>
  );
}
