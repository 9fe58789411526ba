// Which cases to measure, the button that does it, and how far it is.

import { aboutOf } from '../../../bench/report/meanings';
import { chosenOf, startBench, stopBench, useBench } from '../../state/bench';
import { activeRun, canTrain, lab } from '../../state/store';
import styles from './bench.module.css';

export function BenchForm() {
  const bench = useBench();
  const { cases, suites, filter, state, progress } = bench;
  const names = [...new Set(cases?.map(({ suite }) => suite))];
  const count = chosenOf(bench).length;
  const training = lab((page) => activeRun(page) !== null);
  const able = lab(canTrain);
  const toggle = (name: string) =>
    useBench.setState({
      suites: suites.includes(name) ? suites.filter((other) => other !== name) : [...suites, name],
    });
  const obstacle = !able
    ? 'This browser grants no adapter to measure on.'
    : training
      ? 'A run is going on, and each would slow the other down. Stop it to measure.'
      : null;
  return (
    <header className={styles.form}>
      <fieldset disabled={state !== 'idle'}>
        <legend>Suites</legend>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className={styles.chip}
            aria-pressed={suites.includes(name)}
            title={aboutOf(name)}
            onClick={() => toggle(name)}
          >
            {name}
          </button>
        ))}
      </fieldset>
      <div className={styles.line}>
        <label htmlFor="bench-filter">Only cases with</label>
        <input
          id="bench-filter"
          type="search"
          autoComplete="off"
          spellCheck={false}
          placeholder="1024"
          value={filter}
          disabled={state !== 'idle'}
          onChange={({ target }) => useBench.setState({ filter: target.value })}
        />
        {state === 'idle' ? (
          <button
            type="button"
            className={styles.primary}
            disabled={obstacle !== null || count === 0}
            onClick={startBench}
          >
            {cases ? `Measure ${count} ${count === 1 ? 'case' : 'cases'}` : 'Measure'}
          </button>
        ) : (
          <button
            type="button"
            className={styles.primary}
            disabled={state === 'stopping'}
            onClick={stopBench}
          >
            {state === 'stopping' ? 'Stopping…' : 'Stop'}
          </button>
        )}
        {obstacle && state === 'idle' && <p className={styles.note}>{obstacle}</p>}
        {state !== 'idle' && (
          <p className={styles.progress} role="status">
            <progress value={progress?.done ?? 0} max={progress?.total ?? 1} aria-label="Cases done" />
            <span>{progress ? `${progress.done} of ${progress.total} · ${progress.text}` : 'Starting'}</span>
          </p>
        )}
      </div>
    </header>
  );
}
