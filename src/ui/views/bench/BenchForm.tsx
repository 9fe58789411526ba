// Which cases to measure, the button that does it, and how far it is.

import { aboutOf } from '../../../bench/report/meanings';
import { pickFiles } from '../../controls/pickFiles';
import { chosenOf, exportReport, startBench, stopBench, useBench } from '../../state/bench';
import { openDropped } from '../../state/files';
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
        {state === 'idle' && <Tools />}
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

/** What can be done with a report. */
function Tools() {
  const { report, before } = useBench();
  const empty = !report?.rows.length;
  return (
    <div className={styles.tools}>
      <button
        type="button"
        className={styles.chip}
        title="An earlier report, as JSON; it may be dropped on the page as well"
        onClick={() =>
          before ? useBench.setState({ before: null }) : void pickFiles('.json').then(openDropped)
        }
      >
        {before ? 'Compare no longer' : 'Compare with…'}
      </button>
      <button
        type="button"
        className={styles.chip}
        title="Save the rows as JSON"
        disabled={empty}
        onClick={() => exportReport('json')}
      >
        Save JSON
      </button>
      <button
        type="button"
        className={styles.chip}
        title="Save the rows as a page that stands alone"
        disabled={empty}
        onClick={() => exportReport('html')}
      >
        Save page
      </button>
    </div>
  );
}
