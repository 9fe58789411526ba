// What the sources say, beside what this run found.

import { formatNumber } from '../../../base/format';
import { saysWhy, unjudged, type Verdict } from '../../../experiments/experiment';
import type { Run } from '../../state/run';
import { findExperiment } from '../../state/setup';
import { lab } from '../../state/store';
import { Card, Provenance } from './Card';
import styles from './Inspector.module.css';

export function ClaimsCard({ run, title = 'Claims' }: { run: Run | null; title?: string }) {
  const chosen = lab((state) => state.experiment);
  const declared = findExperiment(run?.experiment ?? chosen).claims;
  const verdicts = run?.claims?.length ? run.claims : declared.map(unjudged);
  const tested = verdicts.filter(({ holds }) => holds !== null);
  const held = tested.filter(({ holds }) => holds);
  return (
    <Card
      title={title}
      aside={tested.length ? `${held.length} of ${tested.length} tested hold` : 'none tested yet'}
    >
      {verdicts.map((verdict) => (
        <ClaimRow key={verdict.id} verdict={verdict} />
      ))}
    </Card>
  );
}

function ClaimRow({ verdict }: { verdict: Verdict }) {
  const { statement, published, basis, measured, holds, why } = verdict;
  return (
    <article className={styles.claim}>
      <p>{statement}</p>
      <dl>
        <dt>
          <Provenance kind="published" />
        </dt>
        <dd>{published}</dd>
        {measured !== null && (
          <>
            <dt>
              <Provenance kind={basis} />
            </dt>
            <dd>{asPublished(measured, published)}</dd>
          </>
        )}
      </dl>
      <span className={styles.verdict} data-holds={holds ?? undefined}>
        {holds === null ? 'not tested' : holds ? 'holds' : 'does not hold'}
      </span>
      {saysWhy(verdict) && <p className={styles.note}>{why}</p>}
    </article>
  );
}

/** A share is written as the source writes it. */
const asPublished = (measured: number, published: string): string =>
  published.includes('%')
    ? `${formatNumber(Number((100 * measured).toPrecision(4)))} %`
    : formatNumber(measured);
