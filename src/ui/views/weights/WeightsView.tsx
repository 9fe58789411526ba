// What the network has learned, while it learns it: filters, feature maps, attention, embeddings and the
// distribution of every parameter.

import { useEffect, useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import type { ProbeReport } from '../../../lab/protocol';
import { isActive, type Run } from '../../state/run';
import { lab, shownRun } from '../../state/store';
import { Provenance } from '../train/Card';
import { AttentionSection } from './AttentionSection';
import { FilterSection } from './FilterSection';
import { type Section, useLook } from './look';
import { MapSection } from './MapSection';
import { ParameterSection } from './ParameterSection';
import { PositionSection } from './PositionSection';
import { TableSection } from './TableSection';
import { useProbing } from './useProbing';
import styles from './weights.module.css';

const titles: Record<Section, string> = {
  attention: 'Attention',
  maps: 'Feature maps',
  tables: 'Embedding tables',
  filters: 'Filters',
  positions: 'Positions',
  parameters: 'Parameters',
};

export default function WeightsView() {
  const run = lab(shownRun);
  useProbing(run);
  const wanted = useLook((look) => look.section);
  const report = run?.probe;
  if (!run || !report) return <Empty run={run} />;
  const sections = sectionsOf(report);
  const section = sections.includes(wanted) ? wanted : sections[0];
  return (
    <section className={styles.board} aria-label="Weights">
      <header className={styles.header}>
        {/* biome-ignore lint/a11y/useSemanticElements: buttons that switch what is shown, no fields */}
        <div className={styles.sections} role="group" aria-label="What to look at">
          {sections.map((id) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === section}
              onClick={() => useLook.setState({ section: id })}
            >
              {titles[id]}
            </button>
          ))}
        </div>
        <Freshness run={run} report={report} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={titles[section]}>
        <SectionOf section={section} report={report} live={isActive(run)} />
        <p className={styles.summary}>
          This look took {formatMilliseconds(report.milliseconds)} of the run's time. Looks are spaced so that
          training spends less than 5 % on them; none is taken while this panel is closed, but for the last.
        </p>
      </section>
    </section>
  );
}

function sectionsOf(report: ProbeReport): Section[] {
  const present: Record<Section, unknown> = {
    attention: report.attention,
    maps: report.featureMaps,
    tables: report.tables,
    filters: report.filters,
    positions: report.positions,
    parameters: report.parameters.length,
  };
  return (Object.keys(titles) as Section[]).filter((id) => present[id]);
}

function SectionOf({ section, report, live }: { section: Section; report: ProbeReport; live: boolean }) {
  const { attention, featureMaps, tables, filters, positions } = report;
  if (section === 'attention' && attention)
    return <AttentionSection report={report} attention={attention} live={live} />;
  if (section === 'maps' && featureMaps) return <MapSection report={report} maps={featureMaps} live={live} />;
  if (section === 'tables' && tables) return <TableSection tables={tables} />;
  if (section === 'filters' && filters) return <FilterSection filters={filters} />;
  if (section === 'positions' && positions) return <PositionSection positions={positions} />;
  return <ParameterSection report={report} />;
}

/** Of which step this is, and how old. */
function Freshness({ run, report }: { run: Run; report: ProbeReport }) {
  const [now, setNow] = useState(Date.now);
  const going: boolean = isActive(run);
  useEffect(() => {
    if (!going) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [going]);
  const age = run.probedAt === null ? 0 : Math.max(0, Math.round((now - run.probedAt) / 1000));
  const when = going ? `${age} s ago` : run.probedAt === null ? 'as saved, drawn at 8 bits' : 'the last look';
  return (
    <p className={styles.freshness}>
      <span data-live={going || undefined}>
        Step {report.step.toLocaleString('en')}, {when}
      </span>
      <Provenance kind="measured" />
    </p>
  );
}

function Empty({ run }: { run: Run | null }) {
  const text = isActive(run)
    ? run.state === 'starting'
      ? 'The run is starting. The first look follows its first step.'
      : 'Taking the first look…'
    : run
      ? 'Nobody looked inside this run. Train one: this panel then shows what its network learns, as it learns it.'
      : 'Start a run: this panel then shows what its network learns, as it learns it.';
  return (
    <section className={styles.board} aria-label="Weights">
      <p className={styles.empty}>{text}</p>
    </section>
  );
}
