// The benchmark in the page: kernels and whole steps against what this adapter can do at best.

import { useEffect } from 'react';
import { adapterText } from '../../../base/adapterText';
import { formatNumber } from '../../../base/format';
import type { BenchReport } from '../../../bench/format';
import { compareReports, countChanges } from '../../../bench/report/compare';
import { meanings } from '../../../bench/report/meanings';
import { askForCases, useBench } from '../../state/bench';
import { Provenance } from '../train/Card';
import { BenchForm } from './BenchForm';
import { BenchTable } from './BenchTable';
import styles from './bench.module.css';

export default function BenchView() {
  useEffect(askForCases, []);
  const { report, before, skipped, failure, stopped, state } = useBench();
  const comparison = report && before ? compareReports(before.report, report) : undefined;
  return (
    <section className={styles.board} aria-label="Bench">
      <BenchForm />
      {failure && (
        <p className={styles.failure} role="alert">
          {failure}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label="Measurements">
        {report ? (
          <>
            <Facts report={report} stopped={stopped && state === 'idle'} />
            {before && comparison && (
              <p className={styles.note}>
                {`Against ${before.name}: ${countText(countChanges(comparison))}`}{' '}
                {comparison.warnings.join(' ')}
              </p>
            )}
            <BenchTable rows={report.rows} comparison={comparison} />
            {skipped.length > 0 && (
              <ul className={styles.skipped} aria-label="Did not run">
                {skipped.map((text) => (
                  <li key={text}>{text}</li>
                ))}
              </ul>
            )}
          </>
        ) : (
          <p className={styles.empty}>
            Choose suites and measure. Every time is shown beside the shortest that this adapter's measured
            peaks allow, and every result is checked against float64. The command line adds other libraries on
            the same problems: <code>npm run bench -- --peers</code>.
          </p>
        )}
        <Meanings />
      </section>
    </section>
  );
}

const countText = ({ faster, slower, noise }: ReturnType<typeof countChanges>): string =>
  `${faster} faster, ${slower} slower, ${noise} within the noise.`;

function Facts({ report, stopped }: { report: BenchReport; stopped: boolean }) {
  const { adapter, peakFlops, peakBytesPerSecond } = report;
  return (
    <p className={styles.facts}>
      <span>
        {`${adapterText(adapter)}: at best ${formatNumber(peakFlops / 1e9)} GFLOP/s and ${formatNumber(
          peakBytesPerSecond / 1e9,
        )} GB/s.`}
        {stopped && ' Stopped before all cases were done.'}
      </span>
      <Provenance kind="measured" />
    </p>
  );
}

function Meanings() {
  return (
    <details className={styles.meanings}>
      <summary>What the numbers mean</summary>
      <dl>
        {meanings.map(([term, meaning]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
