// Runs side by side: their settings and results, and how each result differs from the first run's.

import { useMemo, useState } from 'react';
import { formatNumber, formatSeconds } from '../../../base/format';
import type { ConfigValue } from '../../../lab/protocol';
import { Icon } from '../../shell/Icon';
import { type ComparisonRow, comparisonOf, differenceOf } from '../../state/comparison';
import { formatMetric, metricName } from '../../state/format';
import type { Run } from '../../state/run';
import { select, toggleSelected, useRunList } from '../../state/runList';
import { showRun } from '../../state/runs';
import { lab } from '../../state/store';
import { Provenance } from '../train/Card';
import { settingTitle } from './columns';
import comparison from './comparison.module.css';
import grid from './grid.module.css';
import styles from './runs.module.css';

/** Columns that stand side by side; nobody reads more across. */
const MOST_COMPARED = 24;

export function CompareView() {
  const runs = lab((state) => state.runs);
  const selected = useRunList((state) => state.selected);
  const [all, setAll] = useState(false);
  // In the order they were selected: the first is what the others are compared with.
  const chosen = useMemo(() => {
    const byId = new Map(runs.map((run) => [run.id, run]));
    return [...selected].flatMap((id) => byId.get(id) ?? []).slice(0, MOST_COMPARED);
  }, [runs, selected]);
  const { settings, results } = useMemo(() => comparisonOf(chosen), [chosen]);
  if (chosen.length < 2)
    return (
      <p className={styles.empty}>
        Select two or more runs in the list, by their checkboxes or with Space, to see what differs.
      </p>
    );
  const kept = (rows: readonly ComparisonRow[]) => rows.filter(({ differs }) => all || differs);
  const experiments = [...new Set(chosen.map(({ experiment }) => experiment))];
  return (
    <>
      <div className={styles.tools}>
        <p className={styles.note}>
          Differences are from <b>{chosen[0].name}</b>.{' '}
          {selected.size > MOST_COMPARED &&
            `Only the first ${MOST_COMPARED} of ${formatNumber(selected.size)} selected runs are compared. `}
          Results are <Provenance kind="measured" />.
        </p>
        <label className={styles.check}>
          <input type="checkbox" checked={all} onChange={({ target }) => setAll(target.checked)} />
          Also what is the same
        </label>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard */}
      <section className={grid.scroll} tabIndex={0} aria-label="Comparison">
        <table className={comparison.comparison}>
          <thead>
            <tr>
              <td />
              {chosen.map((run, index) => (
                <RunTitle key={run.id} run={run} first={index === 0} order={[...selected]} />
              ))}
            </tr>
          </thead>
          <Rows
            title="Settings"
            rows={kept(settings)}
            nameOf={(key) => settingTitle(experiments, key)}
            show={(_, value) => String(value)}
          />
          <Rows
            title="Results"
            rows={kept(results)}
            nameOf={(key) => (key === 'wallSeconds' ? 'took' : metricName(key))}
            show={(key, value) => shown(key, Number(value))}
            difference={(key, difference) => {
              const size = shown(key, Math.abs(difference));
              return `${difference < 0 ? '−' : '+'}${size}`;
            }}
          />
        </table>
      </section>
    </>
  );
}

const shown = (key: string, value: number): string =>
  key === 'wallSeconds' ? formatSeconds(value) : formatMetric(key, value);

function RunTitle({ run, first, order }: { run: Run; first: boolean; order: readonly string[] }) {
  const { id, name, colour } = run;
  return (
    <th scope="col">
      <span className={comparison.runTitle}>
        <i style={{ background: `var(--run-${colour + 1})` }} />
        <button type="button" className={styles.name} title={`Show ${name}`} onClick={() => showRun(id)}>
          {name}
        </button>
        {!first && (
          <button
            type="button"
            className={styles.tool}
            aria-label={`Compare with ${name}`}
            title="Compare the others with this one"
            onClick={() => select([id, ...order.filter((other) => other !== id)])}
          >
            ⇤
          </button>
        )}
        <button
          type="button"
          className={styles.tool}
          aria-label={`Leave ${name} out`}
          title="Leave it out"
          onClick={() => toggleSelected(id)}
        >
          <Icon name="close" size={10} />
        </button>
      </span>
    </th>
  );
}

interface RowsProps {
  title: string;
  rows: readonly ComparisonRow[];
  nameOf(key: string): string;
  show(key: string, value: ConfigValue): string;
  difference?(key: string, difference: number): string;
}

function Rows({ title, rows, nameOf, show, difference }: RowsProps) {
  return (
    <tbody>
      <tr className={comparison.section}>
        <th scope="rowgroup">{title}</th>
      </tr>
      {rows.length === 0 && (
        <tr>
          <th scope="row" className={styles.note}>
            No difference
          </th>
        </tr>
      )}
      {rows.map(({ key, values, differs }) => (
        <tr key={key} data-differs={differs || undefined}>
          <th scope="row" title={key}>
            {nameOf(key)}
          </th>
          {values.map((value, index) => {
            const by = index > 0 ? differenceOf(value, values[0]) : undefined;
            return (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: one cell a run, in their order
                key={index}
                data-other={(!difference && index > 0 && !Object.is(value, values[0])) || undefined}
              >
                {value === undefined ? '–' : show(key, value)}
                {by !== undefined && difference && <small> {difference(key, by)}</small>}
              </td>
            );
          })}
        </tr>
      ))}
    </tbody>
  );
}
