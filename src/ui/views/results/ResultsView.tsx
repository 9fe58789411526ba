// What the shown run found out beside its curves: figures and tables.

import { useRef } from 'react';
import type { FigureView, Finding } from '../../../lab/protocol';
import { reportFailure } from '../../charts/exports';
import { Icon } from '../../shell/Icon';
import { save } from '../../state/download';
import { isActive } from '../../state/run';
import { findExperiment } from '../../state/setup';
import { lab, shownRun } from '../../state/store';
import { FigurePlot } from './FigurePlot';
import { FindingTable } from './FindingTable';
import { figureSummary, modelOf } from './figureModel';
import { Legend } from './Legend';
import { pictureOf } from './picture';
import styles from './results.module.css';

export default function ResultsView() {
  const run = lab(shownRun);
  const chosen = lab((state) => state.experiment);
  const { figures = [], title } = findExperiment(run?.experiment ?? chosen);
  const findings = run?.findings ?? [];
  if (!findings.length)
    return (
      <section className={styles.none} aria-label="Figures and tables">
        {figures.length === 0
          ? `“${title}” reports its curves and claims alone. Experiments that compare several things put their tables and figures here.`
          : isActive(run)
            ? 'Tables and figures appear here as the run finds them.'
            : `Run “${title}” to see its tables and figures.`}
      </section>
    );
  const drawn = figures.flatMap((view) => {
    const finding = findings.find(({ id }) => id === view.finding);
    return finding ? [{ view, finding }] : [];
  });
  return (
    <section className={styles.results} aria-label="Figures and tables">
      <div className={styles.figures}>
        {drawn.map(({ view, finding }) => (
          <Figure key={view.id} view={view} finding={finding} />
        ))}
      </div>
      {findings.map((finding) => (
        <FindingTable key={finding.id} finding={finding} run={run?.name ?? 'run'} />
      ))}
    </section>
  );
}

/** The table that it is drawn from stands below all figures. */
function Figure({ view, finding }: { view: FigureView; finding: Finding }) {
  const element = useRef<HTMLElement>(null);
  const model = modelOf(view, finding);
  if (!model) return null;
  const picture = async (kind: 'svg' | 'png') => {
    const svg = element.current?.querySelector('svg[role="img"]');
    if (!svg) return;
    const text = pictureOf(svg as SVGSVGElement, view.title);
    if (kind === 'svg') return save(`${view.id}.svg`, text, 'image/svg+xml');
    const { figurePng } = await import('../../charts/figurePng');
    save(`${view.id}.png`, await figurePng(text), 'image/png');
  };
  return (
    <figure ref={element} className={styles.card} aria-label={view.title}>
      <header>
        <h3>{view.title}</h3>
        {(['svg', 'png'] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            aria-label={`Save ${view.title} as ${kind.toUpperCase()}`}
            onClick={() => picture(kind).catch(reportFailure)}
          >
            <Icon name="down" size={11} /> {kind.toUpperCase()}
          </button>
        ))}
      </header>
      <Legend view={view} model={model} />
      <FigurePlot view={view} model={model} />
      <p>
        {figureSummary(model)} The table “{finding.title}” holds every value.
      </p>
    </figure>
  );
}
