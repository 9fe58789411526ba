// The charts the experiment declares, with what is set for all of them above.

import { useEffect, useState } from 'react';
import type { ChartView } from '../../../experiments/experiment';
import { ChartFigure } from '../../charts/ChartFigure';
import { enlarge, useCharts } from '../../state/chartSettings';
import { drawnRuns } from '../../state/drawnRuns';
import type { Run } from '../../state/run';
import { findExperiment } from '../../state/setup';
import { lab, shownRun } from '../../state/store';
import { BoardTools } from './BoardTools';
import styles from './ChartBoard.module.css';
import { RunStrip } from './RunStrip';

export function ChartBoard() {
  const experiment = lab((state) => shownRun(state)?.experiment ?? state.experiment);
  const { runs } = lab(drawnRuns);
  const { views: declared, title } = findExperiment(experiment);
  const views = usePresent(declared, runs);
  const chosen = useCharts((state) => state.enlarged);
  const enlarged = views.find(({ id }) => id === chosen);
  if (!declared.length)
    return (
      <section className={styles.none} aria-label="Charts">
        “{title}” trains nothing step by step, so there are no curves.{' '}
        <button type="button" onClick={() => lab.setState({ panel: 'results' })}>
          Show its results
        </button>
      </section>
    );
  return (
    <section
      className={styles.board}
      aria-label="Charts"
      onKeyDown={({ key, defaultPrevented }) => {
        if (key === 'Escape' && enlarged && !defaultPrevented) enlarge(null);
      }}
    >
      <BoardTools views={views} />
      <RunStrip />
      <div className={styles.grid} data-enlarged={enlarged ? '' : undefined}>
        {(enlarged ? [enlarged] : views).map((view) => (
          <ChartFigure key={view.id} view={view} />
        ))}
      </div>
    </section>
  );
}

/** Without the optional charts that no drawn run has values for. */
function usePresent(views: readonly ChartView[], runs: readonly Run[]): ChartView[] {
  const [, setFound] = useState(0);
  const has = ({ table, y }: ChartView) => runs.some((run) => run.tables[table].has(y[0]));
  useEffect(() => {
    const missing = views.filter(
      (view) => view.optional && !runs.some((run) => run.tables[view.table].has(view.y[0])),
    );
    if (missing.length === 0) return;
    const stops = runs.flatMap(({ tables }) =>
      missing.map(({ table, y }) =>
        tables[table].subscribe(() => {
          if (tables[table].has(y[0])) setFound((count) => count + 1);
        }),
      ),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [views, runs]);
  return views.filter((view) => !view.optional || has(view));
}
