// A sweep that was started: how far it is, how long it still takes, its runs and what is queued.

import { useMemo } from 'react';
import { formatSeconds } from '../../../base/format';
import type { Sweep, SweepItem } from '../../../lab/sweep';
import { valuesText } from '../../../lab/sweep';
import { Icon } from '../../shell/Icon';
import { formatMetric, metricName } from '../../state/format';
import type { Run } from '../../state/run';
import { useRunList } from '../../state/runList';
import { showRun } from '../../state/runs';
import { scoreOf, valuesOf } from '../../state/runValues';
import { findExperiment } from '../../state/setup';
import { activeRun, lab } from '../../state/store';
import { current, isDone, queued, secondsLeft } from '../../state/sweepItems';
import {
  cancelSweep,
  continueSweep,
  moveItem,
  pauseSweep,
  removeItem,
  removeSweep,
  repeatItem,
} from '../../state/sweeps';
import styles from './runs.module.css';
import sweeps from './sweeps.module.css';

export function SweepCard({ sweep }: { sweep: Sweep }) {
  const runs = lab((state) => state.runs);
  const files = lab((state) => state.trainFiles.length + state.testFiles.length);
  const active = lab((state) => activeRun(state)?.sweep === sweep.id);
  const { id, name, items } = sweep;
  const over = items.filter(({ state }) => state !== 'queued' && state !== 'running').length;
  const done = isDone(sweep);
  const own = useMemo(() => runsOf(sweep, runs), [sweep, runs]);
  const waiting = useMemo(() => new Map(queued(sweep).map((item, place) => [item.id, place])), [sweep]);
  const left = secondsLeft(sweep, (run) => own.get(run)?.wallSeconds);
  const missing = sweep.files.length > 0 && files === 0;
  return (
    <article className={sweeps.sweep} aria-label={`Sweep ${name}`}>
      <header>
        <h3>
          {name}
          <span className={styles.note}>
            {findExperiment(sweep.experiment).title}: {sweep.keys.join(', ')}
          </span>
        </h3>
        <div className={sweeps.sweepTools}>
          {!done && sweep.paused && (
            <button
              type="button"
              className={`${styles.button} ${styles.primary}`}
              disabled={missing}
              onClick={() => continueSweep(id)}
            >
              Go on
            </button>
          )}
          {!done && !sweep.paused && (
            <button type="button" className={styles.button} onClick={() => pauseSweep(id)}>
              Pause
            </button>
          )}
          {(waiting.size > 0 || active) && (
            <button
              type="button"
              className={`${styles.button} ${styles.danger}`}
              onClick={() => void cancelSweep(id)}
            >
              Cancel the rest
            </button>
          )}
          <button
            type="button"
            className={styles.button}
            onClick={() => useRunList.setState({ part: 'list', filter: `sweep == "${name}"` })}
          >
            List its runs
          </button>
          {done && (
            <button
              type="button"
              className={styles.button}
              title="Its runs stay"
              onClick={() => removeSweep(id)}
            >
              Take off
            </button>
          )}
        </div>
      </header>
      <div className={sweeps.progress}>
        <progress aria-label="Runs that are over" value={over} max={items.length} />
        <span aria-live="polite">
          {over} of {items.length} over
          {!done && sweep.paused && ', paused'}
          {left !== undefined && !done && `, about ${formatSeconds(left)} left`}
        </span>
      </div>
      {missing && !done && (
        <p className={styles.problem}>It is run on {sweep.files.join(', ')}: add the same files first.</p>
      )}
      <ol className={sweeps.items}>
        {items.map((item) => (
          <Item
            key={item.id}
            sweep={sweep}
            item={item}
            run={item.run === null ? undefined : own.get(item.run)}
            place={waiting.get(item.id) ?? -1}
            waiting={waiting.size}
          />
        ))}
      </ol>
    </article>
  );
}

/** The runs of a sweep by their ids. */
function runsOf({ items }: Sweep, runs: readonly Run[]): ReadonlyMap<string, Run> {
  const wanted = new Set(items.map(({ run }) => run));
  return new Map(runs.filter(({ id }) => wanted.has(id)).map((run) => [run.id, run]));
}

interface ItemProps {
  sweep: Sweep;
  item: SweepItem;
  run: Run | undefined;
  /** Among those queued, of which there are `waiting`; −1 where it is none of them. */
  place: number;
  waiting: number;
}

function Item({ sweep, item, run, place, waiting }: ItemProps) {
  const text = valuesText(item.values);
  const cut = item.state === 'running' && item === current(sweep) && run?.state === 'stopped';
  return (
    <li data-state={item.state}>
      {run ? (
        <button
          type="button"
          className={styles.name}
          title={`Show ${run.name}`}
          onClick={() => showRun(run.id)}
        >
          <i style={{ background: `var(--run-${run.colour + 1})` }} /> {run.name}
        </button>
      ) : (
        <span className={styles.note}>{item.state === 'queued' ? `queued ${place + 1}.` : '–'}</span>
      )}
      <span className={sweeps.values}>{text}</span>
      <span title={item.problem ?? undefined} className={item.problem ? styles.problem : styles.note}>
        {item.problem ?? (cut ? 'cut short' : item.state === 'finished' && run ? resultOf(run) : item.state)}
      </span>
      <span className={sweeps.itemTools}>
        {item.state === 'queued' && (
          <>
            <Tool
              title={`Earlier: ${text}`}
              icon="up"
              off={place === 0}
              run={() => moveItem(sweep.id, item.id, -1)}
            />
            <Tool
              title={`Later: ${text}`}
              icon="fall"
              off={place === waiting - 1}
              run={() => moveItem(sweep.id, item.id, 1)}
            />
            <Tool title={`Remove: ${text}`} icon="close" run={() => removeItem(sweep.id, item.id)} />
          </>
        )}
        {(item.state === 'failed' || item.state === 'stopped') && (
          <Tool title={`Queue again: ${text}`} icon="restart" run={() => repeatItem(sweep.id, item.id)} />
        )}
      </span>
    </li>
  );
}

function resultOf(run: Run): string {
  const metric = scoreOf(run.experiment);
  const value = valuesOf(run).score;
  return typeof value === 'number' ? `${metricName(metric)} ${formatMetric(metric, value)}` : 'finished';
}

interface ToolProps {
  title: string;
  icon: 'up' | 'fall' | 'close' | 'restart';
  off?: boolean;
  run(): void;
}

const Tool = ({ title, icon, off, run }: ToolProps) => (
  <button type="button" className={styles.tool} aria-label={title} title={title} disabled={off} onClick={run}>
    <Icon name={icon} size={11} />
  </button>
);
