// Every parameter: how long it is, how it is spread, its gradient and how far it moved since the last look.

import { useState } from 'react';
import { formatNumber } from '../../../base/format';
import type { ProbeReport } from '../../../lab/protocol';
import { Histogram } from './Histogram';
import styles from './weights.module.css';

type Parameter = ProbeReport['parameters'][number];

const short = (value: number): string => formatNumber(Number(value.toPrecision(3)));
const percent = (share: number): string => `${short(100 * share)} %`;
const shapeText = ({ shape }: Parameter): string => shape.join(' × ');

function histogramLabel({ name, minimum, maximum, mean, count, taken }: Parameter): string {
  const from = taken < count ? `${taken.toLocaleString('en')} of ${count.toLocaleString('en')}` : 'all';
  return `${name}: ${from} values from ${short(minimum)} to ${short(maximum)}, mean ${short(mean)}`;
}

export function ParameterSection({ report }: { report: ProbeReport }) {
  const [chosen, setChosen] = useState<string>();
  const { parameters } = report;
  const parameter = parameters.find(({ name }) => name === chosen) ?? parameters[0];
  const since = parameters.find(({ change }) => change)?.change?.since;
  const sampled = parameters.some(({ taken, count }) => taken < count);
  return (
    <>
      <figure className={styles.figure} aria-label="Histogram">
        <figcaption className={styles.caption}>
          <h3 className={styles.mono}>{parameter.name}</h3>
          <span className={styles.soft}>{shapeText(parameter)}</span>
        </figcaption>
        <Histogram {...parameter.histogram} signed label={histogramLabel(parameter)} />
        <p className={styles.summary}>{histogramLabel(parameter)}. Heights are square roots of counts.</p>
      </figure>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard */}
      <section className={styles.tableHost} tabIndex={0} aria-label="Parameters, table">
        <table className={`${styles.table} ${styles.parameters}`}>
          <caption className="visually-hidden">Parameters after step {report.step}</caption>
          <thead>
            <tr>
              <th scope="col">Parameter</th>
              <th scope="col">Shape</th>
              <th scope="col">Norm</th>
              <th scope="col" title="Of the last step, before clipping">
                Gradient
              </th>
              <th scope="col" title="Length of the way moved, over the length">
                {since === undefined ? 'Moved' : `Moved since ${since.toLocaleString('en')}`}
              </th>
              <th scope="col">Values</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map((row) => (
              <tr key={row.name} data-selected={row === parameter || undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.mono}
                    aria-pressed={row === parameter}
                    title={row.name}
                    onClick={() => setChosen(row.name)}
                  >
                    {row.name}
                  </button>
                </th>
                <td>{shapeText(row)}</td>
                <td>{short(row.norm)}</td>
                <td>{row.gradientNorm === null ? '–' : short(row.gradientNorm)}</td>
                <td>{row.change ? percent(row.change.relative) : '–'}</td>
                <td>
                  <Histogram {...row.histogram} signed small label={histogramLabel(row)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {sampled && (
        <p className={styles.summary}>
          Of large parameters evenly spread values are read, and norms are scaled up from them.
        </p>
      )}
    </>
  );
}
