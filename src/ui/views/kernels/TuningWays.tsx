// Every way that was tried for one product, as bars beside their times: a table that is its own chart.

import { formatMilliseconds } from '../../../base/format';
import { shapeText, type TuningRow, verdictOf } from '../../state/tuningRows';
import styles from './Tuning.module.css';

/** Bars end here: what was dropped may take a hundred times as long. */
const LONGEST = 4;

export function TuningWays({ row }: { row: TuningRow }) {
  const { product, standard } = row;
  const unit = standard.milliseconds ?? 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label="Ways of the chosen product">
      <table className={styles.ways}>
        <caption>
          <b>{product.label}</b> {shapeText(product)} · <code>{product.shapeClass}</code>
        </caption>
        <thead>
          <tr>
            <th scope="col">Way</th>
            <th scope="col">Time</th>
            <th scope="col">
              <span className="visually-hidden">In times of the standard way</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {product.ways.map((way) => {
            const share = way.milliseconds === null ? 0 : way.milliseconds / unit;
            const verdict = verdictOf(way, row);
            return (
              <tr
                key={way.name}
                data-taken={way.name === row.chosen.name || undefined}
                data-state={way.state}
                style={{ '--share': Math.min(1, share / LONGEST) } as React.CSSProperties}
              >
                <th scope="row">{way.name}</th>
                <td>{way.milliseconds === null ? '–' : formatMilliseconds(way.milliseconds)}</td>
                <td>
                  <i aria-hidden="true" data-beyond={share > LONGEST || undefined} />
                  <span>
                    {[way !== standard && share && `${share.toFixed(2)} ×`, verdict]
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
