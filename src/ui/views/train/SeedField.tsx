// The seed of everything random in a run.

import styles from '../../controls/controls.module.css';
import type { FieldProps } from '../../controls/Field';
import { MAXIMUM_SEED } from '../../state/setup';
import { setSeed } from '../../state/setupActions';
import { lab } from '../../state/store';

export function SeedField({ note, noteTone }: Pick<FieldProps, 'note' | 'noteTone'>) {
  const seed = lab((state) => state.seed);
  return (
    <div className={styles.field} data-changed={seed !== 0 || undefined}>
      <label className={styles.label} htmlFor="setting-seed">
        Seed
      </label>
      <button
        type="button"
        className={styles.reset}
        disabled={seed === 0}
        aria-label="Reset Seed to 0"
        title="Reset to 0"
        onClick={() => setSeed(0)}
      >
        ↺
      </button>
      <input
        id="setting-seed"
        className={styles.number}
        type="number"
        min={0}
        max={MAXIMUM_SEED}
        step={1}
        title="The same seed on the same adapter gives the same bits."
        value={seed}
        onChange={({ target }) => {
          const value = target.valueAsNumber;
          if (Number.isInteger(value) && value >= 0 && value <= MAXIMUM_SEED) setSeed(value);
        }}
      />
      {note && (
        <p className={styles.note} data-tone={noteTone}>
          {note}
        </p>
      )}
    </div>
  );
}
