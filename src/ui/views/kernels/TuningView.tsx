// Finding the fastest way of every product: asked for, watched, and given to the runs that start afterwards.

import { useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import { pickFiles } from '../../controls/pickFiles';
import { commandById } from '../../shell/commands';
import { activeRun, lab, shownRun } from '../../state/store';
import { exportTuning, forget, importTuning, setUse, stopTuning } from '../../state/tuning';
import { type TuningRow, tuningRows, tuningTotals } from '../../state/tuningRows';
import { Provenance } from '../train/Card';
import styles from './Tuning.module.css';
import { TuningProducts } from './TuningProducts';
import { TuningWays } from './TuningWays';

export function TuningView() {
  const update = lab((state) => state.tuningUpdate);
  const tuning = lab((state) => state.tuning);
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = tuningRows((update && update !== 'starting' ? update.table : tuning)?.products ?? []);
  const row = rows.find(({ key }) => key === chosen) ?? rows[0];
  return (
    <section className={styles.tuning} aria-label="Tuning">
      <Ask />
      <Going />
      {tuning && !update && <Use />}
      {row ? (
        <>
          <Gain rows={rows} />
          <div className={styles.both}>
            <TuningProducts rows={rows} chosen={row.key} onChoose={setChosen} />
            <TuningWays row={row} />
          </div>
        </>
      ) : (
        !update && <p className={styles.empty}>Nothing is tuned yet: every product takes its standard way.</p>
      )}
    </section>
  );
}

function Ask() {
  const update = lab((state) => state.tuningUpdate);
  const running = lab((state) => activeRun(state) !== null);
  const tune = commandById('kernels.tune');
  return (
    <header className={styles.header}>
      <p>
        Times every way to compute the products of this setup and checks each result. The next run takes the
        winners; one that is going on is never changed.
      </p>
      {update ? (
        <button type="button" onClick={() => void stopTuning()}>
          Stop tuning
        </button>
      ) : (
        <button
          type="button"
          disabled={!tune.enabled()}
          title={running ? 'A run is going on. Stop it to tune.' : undefined}
          onClick={tune.run}
        >
          Tune these kernels
        </button>
      )}
      {!update && (
        <button type="button" onClick={() => void pickFiles('.json').then(([file]) => importTuning(file))}>
          Import
        </button>
      )}
    </header>
  );
}

function Going() {
  const update = lab((state) => state.tuningUpdate);
  if (!update) return null;
  const { done, total, current } = update === 'starting' ? { done: 0, total: 1, current: null } : update;
  return (
    <p className={styles.going}>
      <progress max={total} value={done} aria-label="Products measured" />
      <span role="status">
        {current ? `${done + 1} of ${total}: ${current}` : 'Looking for the products'}
      </span>
    </p>
  );
}

function Use() {
  const used = lab((state) => state.usesTuning);
  const refusal = lab((state) => state.tuningRefusal);
  const hash = lab((state) => shownRun(state)?.tuning);
  return (
    <div className={styles.use}>
      <label>
        <input type="checkbox" checked={used} onChange={({ target }) => setUse(target.checked)} />
        Use in the next runs
      </label>
      <button type="button" onClick={() => void exportTuning()}>
        Export
      </button>
      <button type="button" onClick={() => void forget()}>
        Forget
      </button>
      {refusal && used && (
        <p role="alert" data-tone="amber">
          {refusal}
        </p>
      )}
      {hash && <p>The run shown is tuned ({hash}): its bits are those of this tuning.</p>}
    </div>
  );
}

function Gain({ rows }: { rows: readonly TuningRow[] }) {
  const { changed, before, after } = tuningTotals(rows);
  return (
    <p className={styles.gain}>
      <Provenance kind="measured" /> {changed} of {rows.length} products have a clearly faster way
      {changed > 0 && (
        <>
          : together they take {formatMilliseconds(after)} instead of {formatMilliseconds(before)},{' '}
          <b>{(before / after).toFixed(2)} times as fast</b>
        </>
      )}
      .
    </p>
  );
}
