// A sweep before it starts: which settings vary, over which values, how many runs that is and how long they take.

import { useEffect, useMemo, useState } from 'react';
import { formatNumber, formatSeconds } from '../../../base/format';
import { fieldsOf } from '../../../experiments/schema';
import { axisValues, combinations, SEED, type SweepMode, sweepProblem } from '../../../lab/sweep';
import { Icon } from '../../shell/Icon';
import { findExperiment } from '../../state/setup';
import { canTrain, lab } from '../../state/store';
import { forecastSweep, type SweepForecast } from '../../state/sweepForecast';
import { startSweep } from '../../state/sweeps';
import { Provenance } from '../train/Card';
import styles from './runs.module.css';
import sweeps from './sweeps.module.css';

interface AxisDraft {
  id: number;
  key: string;
  text: string;
}

const SETTLE_MILLISECONDS = 400;

export function SweepEditor() {
  const experimentId = lab((state) => state.experiment);
  const ready = lab(canTrain);
  const experiment = findExperiment(experimentId);
  const fields = useMemo(() => fieldsOf(experiment.config), [experiment]);
  const [mode, setMode] = useState<SweepMode>('grid');
  const [drafts, setDrafts] = useState<readonly AxisDraft[]>([{ id: 0, key: 'learningRate', text: '' }]);
  const parsed = drafts.map(({ key, text }) => ({ key, ...axisValues(experiment.config, { key, text }) }));
  const complete = parsed.length > 0 && parsed.every(({ problem }) => !problem);
  const problem = complete ? sweepProblem(parsed, mode) : undefined;
  const runs = complete && !problem ? combinations(parsed, mode) : [];
  const signature = JSON.stringify(runs);
  // Each run that finishes tells more of the pace.
  const ended = lab((state) => state.runs.filter(({ state: now }) => now === 'finished').length);
  const forecast = useForecast(signature, ended);

  const edit = (id: number, change: Partial<AxisDraft>) =>
    setDrafts(drafts.map((draft) => (draft.id === id ? { ...draft, ...change } : draft)));
  const add = () => {
    const unused = [...fields.map(([key]) => key), SEED].find(
      (key) => key !== 'steps' && drafts.every((draft) => draft.key !== key),
    );
    const id = Math.max(-1, ...drafts.map((draft) => draft.id)) + 1;
    setDrafts([
      ...drafts,
      { id, key: drafts.some(({ key }) => key === SEED) ? (unused ?? SEED) : SEED, text: '' },
    ]);
  };

  return (
    <form
      className={sweeps.editor}
      aria-label="New sweep"
      onSubmit={(event) => {
        event.preventDefault();
        if (runs.length && ready) startSweep(parsed, mode);
      }}
    >
      <h3>Sweep of “{experiment.title}”</h3>
      <p className={styles.note}>
        All other settings are those on the left. Values: <code>0.01, 0.03, 0.1</code>, a range{' '}
        <code>8..32 step 8</code>, or even ratios <code>0.001..0.1 log 5</code>.
      </p>
      <ul className={sweeps.axes}>
        {drafts.map(({ id, key, text }, index) => {
          const { problem: wrong, values } = parsed[index];
          return (
            <li key={id}>
              <select
                aria-label={`Setting ${index + 1}`}
                value={key}
                onChange={({ target }) => edit(id, { key: target.value })}
              >
                <option value={SEED}>Seed</option>
                {groups(fields).map(([group, members]) => (
                  <optgroup key={group} label={group}>
                    {members.map(([name, { label }]) => (
                      <option key={name} value={name}>
                        {label}
                      </option>
                    ))}
                  </optgroup>
                ))}
              </select>
              <input
                type="text"
                autoComplete="off"
                spellCheck={false}
                aria-label={`Values of setting ${index + 1}`}
                aria-invalid={text !== '' && wrong !== undefined}
                aria-describedby={`axis-note-${id}`}
                placeholder={exampleOf(fields.find(([name]) => name === key)?.[1])}
                value={text}
                onChange={({ target }) => edit(id, { text: target.value })}
              />
              <button
                type="button"
                className={styles.tool}
                aria-label={`Remove setting ${index + 1}`}
                title="Leave this setting out"
                disabled={drafts.length === 1}
                onClick={() => setDrafts(drafts.filter((draft) => draft.id !== id))}
              >
                <Icon name="close" size={10} />
              </button>
              <p
                id={`axis-note-${id}`}
                className={wrong && text ? styles.problem : styles.note}
                aria-live="polite"
              >
                {wrong ? text && wrong : `${values.length} ${values.length === 1 ? 'value' : 'values'}`}
              </p>
            </li>
          );
        })}
      </ul>
      <div className={sweeps.editorTools}>
        <button type="button" className={styles.button} onClick={add}>
          Add a setting
        </button>
        <label>
          Run{' '}
          <select value={mode} onChange={({ target }) => setMode(target.value as SweepMode)}>
            <option value="grid">every combination (grid)</option>
            <option value="list">value by value (list)</option>
          </select>
        </label>
      </div>
      <footer>
        <p aria-live="polite" className={problem ? styles.problem : undefined}>
          {problem ??
            (runs.length > 0 ? (
              <Size count={runs.length} forecast={forecast} />
            ) : (
              'Give values to each setting.'
            ))}
        </p>
        <button
          type="submit"
          className={`${styles.button} ${styles.primary}`}
          disabled={runs.length === 0 || !ready}
        >
          Start the sweep
        </button>
      </footer>
    </form>
  );
}

function Size({ count, forecast }: { count: number; forecast: SweepForecast | null }) {
  const runs = `${formatNumber(count)} ${count === 1 ? 'run' : 'runs'}`;
  if (!forecast) return <>{runs}; how long is known once a run has finished here.</>;
  const [low, high] = [forecast.lowSeconds, forecast.highSeconds].map(formatSeconds);
  return (
    <>
      {runs}, about {low === high ? low : `${low} to ${high}`} of steps <Provenance kind="predicted" />
    </>
  );
}

/** Of the runs as they are, a moment after they were changed. */
function useForecast(signature: string, ended: number): SweepForecast | null {
  const [forecast, setForecast] = useState<SweepForecast | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the pace is read from the runs that have ended
  useEffect(() => {
    const runs = JSON.parse(signature);
    setForecast(null);
    if (runs.length === 0) return;
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const found = await forecastSweep(runs, controller.signal);
      if (!controller.signal.aborted) setForecast(found);
    }, SETTLE_MILLISECONDS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [signature, ended]);
  return forecast;
}

type Fields = ReturnType<typeof fieldsOf>;

/** Fields under their headings, in order. */
const groups = (fields: Fields): [string, Fields][] =>
  [...new Set(fields.map(([, { group }]) => group))].map((heading) => [
    heading,
    fields.filter(([, { group }]) => group === heading),
  ]);

function exampleOf(field: Fields[number][1] | undefined): string {
  if (!field) return '0..4';
  if (field.choices) return field.choices.map(({ value }) => value).join(', ');
  if (field.kind === 'boolean') return 'true, false';
  if (field.kind === 'text') return `${field.default}`;
  const from = Number(field.default);
  return field.kind === 'integer' ? `${from}, ${from * 2}` : `${from}, ${Number((from * 3).toPrecision(3))}`;
}
