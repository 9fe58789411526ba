// What the final metrics of grouped runs come to: their mean, and how far they spread.

import { useMemo } from 'react';
import { styleOfGroup } from '../../charts/curves';
import { Swatch } from '../../charts/Swatch';
import { useCharts } from '../../state/chartSettings';
import { drawnRuns } from '../../state/drawnRuns';
import { formatMetric, metricName } from '../../state/format';
import { bandOf, groupedBy } from '../../state/groups';
import type { Run } from '../../state/run';
import { scoreOf } from '../../state/runValues';
import { lab } from '../../state/store';
import { Provenance } from '../train/Card';
import { settingTitle } from './columns';
import comparison from './comparison.module.css';

export function GroupTable({ runs, grouping }: { runs: readonly Run[]; grouping: string }) {
  const band = useCharts((state) => state.band);
  const visible = useMemo(() => runs.filter(({ hidden }) => !hidden), [runs]);
  const groups = useMemo(() => groupedBy(visible, grouping), [visible, grouping]);
  const { runs: drawn } = lab(drawnRuns);
  const places = useMemo(
    () => new Map(groupedBy(drawn, grouping).map(({ value, place }) => [value, place])),
    [drawn, grouping],
  );
  const experiments = [...new Set(visible.map(({ experiment }) => experiment))];
  const metrics = ['trainLoss', ...new Set(experiments.map(scoreOf)), 'stepMs'];
  const spread = band === 'range' ? 'lowest to highest' : 'one standard deviation';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by keyboard
    <section className={comparison.groups} tabIndex={0} aria-label="Groups of runs">
      <table className={comparison.comparison}>
        <caption>
          Mean of the runs in the charts, and {spread}; <Provenance kind="measured" />
        </caption>
        <thead>
          <tr>
            <th scope="col">{settingTitle(experiments, grouping)}</th>
            <th scope="col">Runs</th>
            {metrics.map((metric) => (
              <th key={metric} scope="col">
                {metricName(metric)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ value, text, runs: members }) => (
            <tr key={String(value)}>
              <th scope="row">
                <span className={comparison.group}>
                  <Swatch {...styleOfGroup(places.get(value) ?? 0)} />
                  {text}
                </span>
              </th>
              <td>{members.length}</td>
              {metrics.map((metric) => {
                const found = bandOf(members, metric, band);
                return (
                  <td key={metric}>
                    {found ? formatMetric(metric, found.mean) : '–'}
                    {found && found.count > 1 && (
                      <small>
                        {' '}
                        {formatMetric(metric, found.low)} to {formatMetric(metric, found.high)}
                      </small>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
