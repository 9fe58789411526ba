// The runs that the charts draw, when there are several: pointing at one makes its curves stand out,
// pressing it makes it the run the page is about. Where not all visible runs are drawn, it says so.

import { useEffect, useRef } from 'react';
import { formatNumber } from '../../../base/format';
import { dashOf, repeatsOf } from '../../charts/curves';
import { Swatch } from '../../charts/Swatch';
import { drawnRuns } from '../../state/drawnRuns';
import { useRunList } from '../../state/runList';
import { showRun } from '../../state/runs';
import { lab } from '../../state/store';
import styles from './ChartBoard.module.css';
import { GroupStrip } from './GroupStrip';

export function RunStrip() {
  const { runs, visible } = lab(drawnRuns);
  const grouping = lab((state) => state.grouping);
  if (visible < 2) return null;
  return (
    <>
      {runs.length < visible && <LeftOut drawn={runs.length} visible={visible} grouped={grouping !== null} />}
      {grouping === null ? <Chips /> : <GroupStrip grouping={grouping} />}
    </>
  );
}

function Chips() {
  const { runs } = lab(drawnRuns);
  const shown = lab((state) => state.shown);
  const hovered = lab((state) => state.hovered);
  const repeats = repeatsOf(runs);
  const hover = (id: string | null) => lab.setState({ hovered: id });
  const strip = useRef<HTMLUListElement>(null);
  // Where the strip scrolls, the run that the page is about is in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run may be the pressed one
  useEffect(() => {
    const list = strip.current;
    const chip = list?.querySelector('[aria-pressed=true]');
    if (!list || !chip) return;
    const [outer, inner] = [list.getBoundingClientRect(), chip.getBoundingClientRect()];
    if (inner.top < outer.top) list.scrollTop += inner.top - outer.top;
    else if (inner.bottom > outer.bottom) list.scrollTop += inner.bottom - outer.bottom;
  }, [shown]);
  return (
    <ul ref={strip} className={styles.strip} aria-label="Runs in the charts">
      {runs.map(({ id, name, colour }) => (
        <li key={id}>
          <button
            type="button"
            aria-pressed={id === shown}
            data-hovered={id === hovered || undefined}
            title={id === shown ? `${name}: the run that the page shows` : `Show ${name}`}
            onClick={() => showRun(id)}
            onPointerEnter={() => hover(id)}
            onPointerLeave={() => hover(null)}
            onFocus={() => hover(id)}
            onBlur={() => hover(null)}
          >
            <Swatch colour={`--run-${colour + 1}`} dash={dashOf(repeats.get(id) ?? 0)} />
            <span>{name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** How many runs are drawn, and how to choose which. */
function LeftOut({ drawn, visible, grouped }: { drawn: number; visible: number; grouped: boolean }) {
  const counts = `${formatNumber(drawn)} of ${formatNumber(visible)} runs`;
  return (
    <p className={styles.leftOut}>
      {grouped ? `Means of ${counts}, the latest of each group:` : `${counts} drawn:`}{' '}
      <button
        type="button"
        title={
          grouped
            ? 'The run shown and pinned runs come first, then the latest of each group'
            : 'The run shown, those going on and pinned ones come first, then the latest'
        }
        onClick={() => {
          useRunList.setState({ part: 'list' });
          lab.setState({ panel: 'runs' });
        }}
      >
        pin or hide runs to choose
      </button>
    </p>
  );
}
