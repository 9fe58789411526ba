// One step in time: every dispatch a block in its order, as wide as it took, under the phase it belongs to.

import { type KeyboardEvent, memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { formatMilliseconds } from '../../../base/format';
import { phaseOf } from '../../../graph/count';
import type { StepProfile } from '../../../lab/protocol';
import { familyOf } from '../../state/opFamilies';
import { describeDispatch } from './rates';
import styles from './Timeline.module.css';
import { timeTicks } from './timeTicks';

const LARGEST_ZOOM = 256;
const PAGE = 10;

interface TimelineProps {
  profile: StepProfile;
  selected: number;
  onSelect(index: number): void;
  /** The dispatch under the pointer, or null. */
  onPoint(index: number | null): void;
}

export function Timeline({ profile, selected, onSelect, onPoint }: TimelineProps) {
  const { kernels } = profile;
  const [zoom, setZoom] = useState(1);
  const scroller = useRef<HTMLDivElement>(null);
  const ends = useMemo(() => {
    let end = 0;
    return kernels.map(({ milliseconds }) => (end += milliseconds));
  }, [kernels]);
  const total = ends.at(-1) ?? 0;
  const zoomBy = (factor: number) => setZoom((old) => Math.min(LARGEST_ZOOM, Math.max(1, old * factor)));

  // Keeps the selected block in sight, in the middle after zooming.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the zoom changes what the block's place is
  useLayoutEffect(() => {
    const view = scroller.current;
    const block = view?.querySelector('[aria-selected="true"]');
    if (!view || !(block instanceof HTMLElement)) return;
    const [left, right] = [block.offsetLeft, block.offsetLeft + block.offsetWidth];
    if (left >= view.scrollLeft && right <= view.scrollLeft + view.clientWidth) return;
    view.scrollLeft = (left + right - view.clientWidth) / 2;
  }, [selected, zoom]);

  useEffect(() => {
    const view = scroller.current;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomBy(event.deltaY < 0 ? 1.25 : 0.8);
    };
    // React listens passively, which could not keep the browser from zooming the page.
    view?.addEventListener('wheel', wheel, { passive: false });
    return () => view?.removeEventListener('wheel', wheel);
  });

  const press = (event: KeyboardEvent) => {
    const last = kernels.length - 1;
    const moves: Record<string, number> = {
      ArrowRight: selected + 1,
      ArrowLeft: selected - 1,
      PageDown: selected + PAGE,
      PageUp: selected - PAGE,
      Home: 0,
      End: last,
    };
    const zooms: Record<string, () => void> = {
      '+': () => zoomBy(2),
      '=': () => zoomBy(2),
      '-': () => zoomBy(0.5),
    };
    if (event.key in moves) onSelect(Math.min(last, Math.max(0, moves[event.key])));
    else if (event.key in zooms) zooms[event.key]();
    else return;
    event.preventDefault();
  };

  return (
    <figure className={styles.timeline} aria-label="Timeline of one step">
      <figcaption>
        <b>One step</b>
        <span>{formatMilliseconds(total)}, dispatch by dispatch; arrow keys move, + and − zoom</span>
        <span className={styles.tools}>
          <button type="button" aria-label="Zoom out" disabled={zoom <= 1} onClick={() => zoomBy(0.5)}>
            −
          </button>
          <button type="button" disabled={zoom <= 1} onClick={() => setZoom(1)}>
            Fit
          </button>
          <button
            type="button"
            aria-label="Zoom in"
            disabled={zoom >= LARGEST_ZOOM}
            onClick={() => zoomBy(2)}
          >
            +
          </button>
        </span>
      </figcaption>
      <div ref={scroller} className={styles.scroller}>
        <div className={styles.track} style={{ width: `${100 * zoom}%` }}>
          <Phases profile={profile} ends={ends} total={total} />
          <div
            className={styles.blocks}
            role="listbox"
            aria-orientation="horizontal"
            aria-label="Dispatches of one step"
            tabIndex={0}
            aria-activedescendant={`dispatch-${selected}`}
            onKeyDown={press}
            onClick={(event) => {
              const index = indexUnder(event.target);
              if (index !== null) onSelect(index);
            }}
            onPointerMove={(event) => onPoint(indexUnder(event.target))}
            onPointerLeave={() => onPoint(null)}
          >
            <Blocks profile={profile} ends={ends} total={total} selected={selected} />
          </div>
          <div className={styles.axis} aria-hidden="true">
            {timeTicks(total, zoom).map(({ at, text }) => (
              <span key={text} style={{ left: `${(100 * at) / total}%` }}>
                {text}
              </span>
            ))}
          </div>
        </div>
      </div>
    </figure>
  );
}

interface Placed {
  profile: StepProfile;
  /** When each dispatch ends, in milliseconds from the start of the step. */
  ends: readonly number[];
  total: number;
}

const Blocks = memo(function Blocks({
  profile: { kernels, peaks },
  ends,
  total,
  selected,
}: Placed & { selected: number }) {
  return kernels.map((time, index) => (
    <div
      // biome-ignore lint/suspicious/noArrayIndexKey: a dispatch is its place in the step
      key={index}
      id={`dispatch-${index}`}
      data-index={index}
      role="option"
      tabIndex={-1}
      aria-selected={index === selected}
      aria-label={describeDispatch(time, peaks)}
      style={{
        left: `${(100 * (ends[index] - time.milliseconds)) / total}%`,
        width: `${(100 * time.milliseconds) / total}%`,
        background: familyOf(time.op).colour,
      }}
    />
  ));
});

/** Runs of dispatches of one phase. */
const Phases = memo(function Phases({ profile: { kernels }, ends, total }: Placed) {
  const spans: { phase: string; from: number; to: number }[] = [];
  for (const [index, time] of kernels.entries()) {
    const phase = phaseOf(time);
    const last = spans.at(-1);
    if (last?.phase === phase) last.to = ends[index];
    else spans.push({ phase, from: ends[index] - time.milliseconds, to: ends[index] });
  }
  return (
    <div className={styles.phases} aria-hidden="true">
      {spans.map(({ phase, from, to }) => (
        <span
          key={from}
          data-phase={phase}
          style={{ left: `${(100 * from) / total}%`, width: `${(100 * (to - from)) / total}%` }}
        >
          {phase}
        </span>
      ))}
    </div>
  );
});

function indexUnder(target: EventTarget): number | null {
  const index = target instanceof HTMLElement ? target.dataset.index : undefined;
  return index === undefined ? null : Number(index);
}
