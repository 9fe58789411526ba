// The groups of runs that the charts draw: pointing at one makes its mean stand out, pressing it goes through
// its runs, one after the other, as the run the page is about.

import { useMemo } from 'react';
import { styleOfGroup } from '../../charts/curves';
import { Swatch } from '../../charts/Swatch';
import { drawnRuns } from '../../state/drawnRuns';
import { groupedBy } from '../../state/groups';
import type { Run } from '../../state/run';
import { showRun } from '../../state/runs';
import { lab } from '../../state/store';
import styles from './ChartBoard.module.css';

export function GroupStrip({ grouping }: { grouping: string }) {
  const { runs } = lab(drawnRuns);
  const shown = lab((state) => state.shown);
  const hovered = lab((state) => state.hovered);
  const groups = useMemo(() => groupedBy(runs, grouping), [runs, grouping]);
  const hover = (id: string | null) => lab.setState({ hovered: id });
  const showNext = (members: readonly Run[]) => {
    const next = (members.findIndex(({ id }) => id === shown) + 1) % members.length;
    showRun(members[next].id);
  };
  return (
    <ul className={styles.strip} aria-label="Groups in the charts">
      {groups.map(({ value, label, place, runs: members }) => {
        const has = (id: string | null) => members.some((run) => run.id === id);
        return (
          <li key={String(value)}>
            <button
              type="button"
              aria-pressed={has(shown)}
              data-hovered={has(hovered) || undefined}
              title={`${label}: ${members.map(({ name }) => name).join(', ')}. Press to show its runs by turns`}
              onClick={() => showNext(members)}
              onPointerEnter={() => hover(members[0].id)}
              onPointerLeave={() => hover(null)}
              onFocus={() => hover(members[0].id)}
              onBlur={() => hover(null)}
            >
              <Swatch {...styleOfGroup(place)} />
              <span>{label}</span> ({members.length})
            </button>
          </li>
        );
      })}
    </ul>
  );
}
