// The graph as a picture: boxes are buttons, and the tensors that pass between them are lines below.

import { useCallback, useEffect, useRef } from 'react';
import type { NodeVerification } from '../../../lab/protocol';
import type { Arrangement } from './arrange';
import styles from './GraphView.module.css';
import { agrees, errorText, phaseTitles, verdictText, worst } from './names';
import type { Box } from './picture';
import type { Arranged } from './useArrangement';
import { usePanZoom } from './usePanZoom';

interface PictureProps {
  arranged: Arranged;
  /** Nodes that the search has found; null without a search. */
  found: ReadonlySet<number> | null;
  selected: number | null;
  verification: ReadonlyMap<number, NodeVerification>;
  summary: string;
  onSelect(node: number): void;
  onToggle(group: string): void;
}

export function Picture({
  arranged,
  found,
  selected,
  verification,
  summary,
  onSelect,
  onToggle,
}: PictureProps) {
  const { picture, arrangement } = arranged;
  const latest = useRef(arrangement);
  latest.current = arrangement;
  const reset = useCallback(() => moves.current?.frameAll(latest.current), []);
  const panZoom = usePanZoom(reset);
  const moves = useRef(panZoom);
  moves.current = panZoom;
  const { frame, layer, zoom, frameAll, follow, reveal, onKeyDown } = panZoom;

  // The layer that was opened or closed stays where it is; any other change starts from the beginning.
  const previous = useRef<Arrangement | null>(null);
  const toggled = useRef<string | null>(null);
  useEffect(() => {
    const id = toggled.current ?? '';
    const [from, to] = [previous.current?.boxes[id], arrangement.boxes[id]];
    if (from && to) follow(from, to);
    else if (previous.current !== arrangement) frameAll(arrangement, arrangement.boxes[picture.boxes[0]?.id]);
    previous.current = arrangement;
    toggled.current = null;
  }, [arrangement, picture, frameAll, follow]);
  const chosen = picture.boxes.find(({ kind, nodes }) => kind === 'node' && nodes[0] === selected)?.id;
  useEffect(() => {
    if (chosen) reveal(arrangement.boxes[chosen]);
  }, [chosen, arrangement, reveal]);

  return (
    <div className={styles.picture}>
      {/* biome-ignore lint/a11y/useSemanticElements: no element is a figure that takes keys. */}
      <div
        ref={frame}
        className={styles.frame}
        role="group"
        aria-label={`${summary} Arrow keys move it, plus and minus scale it, 0 shows all of it.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move the picture.
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <div
          ref={layer}
          className={styles.layer}
          style={{ width: arrangement.width, height: arrangement.height }}
        >
          <Lines arranged={arranged} chosen={chosen} />
          {arrangement.columns.map(({ phase, x, width }) => (
            <p key={phase} className={styles.heading} data-phase={phase} style={{ left: x, width }}>
              {phaseTitles[phase]}
            </p>
          ))}
          {picture.boxes.map((box) => (
            <BoxView
              key={box.id}
              box={box}
              place={arrangement.boxes[box.id]}
              dim={found !== null && !box.nodes.some((node) => found.has(node))}
              chosen={box.id === chosen}
              worst={worst(box.nodes.flatMap((node) => verification.get(node) ?? []))}
              onFocus={() => reveal(arrangement.boxes[box.id])}
              onPress={() => {
                if (box.kind === 'node') return onSelect(box.nodes[0]);
                toggled.current = box.id;
                onToggle(box.id);
              }}
            />
          ))}
        </div>
      </div>
      <div className={styles.zoom}>
        <button type="button" aria-label="Larger" title="Larger (+)" onClick={() => zoom(1.25)}>
          +
        </button>
        <button type="button" aria-label="Smaller" title="Smaller (−)" onClick={() => zoom(0.8)}>
          −
        </button>
        <button type="button" aria-label="Show all of it" title="Show all of it (0)" onClick={reset}>
          ⤢
        </button>
      </div>
    </div>
  );
}

interface BoxViewProps {
  box: Box;
  place: Arrangement['boxes'][string];
  dim: boolean;
  chosen: boolean;
  worst: NodeVerification | undefined;
  onFocus(): void;
  onPress(): void;
}

function BoxView({ box, place, dim, chosen, worst, onFocus, onPress }: BoxViewProps) {
  const { kind, phase, title, subtitle } = box;
  const { x: left, y: top, width, height } = place;
  const isFrame = kind === 'frame';
  const press = (
    <button
      type="button"
      className={isFrame ? styles.frameHead : styles.box}
      style={isFrame ? undefined : { left, top, width, height }}
      data-phase={phase}
      data-kind={kind}
      data-dim={dim || undefined}
      aria-expanded={kind === 'node' ? undefined : isFrame}
      aria-pressed={kind === 'node' ? chosen : undefined}
      title={[title, subtitle, worst && verdictText(worst)].filter(Boolean).join(', ')}
      onFocus={onFocus}
      onClick={onPress}
    >
      <span className={styles.title}>
        {kind !== 'node' && <i aria-hidden="true">{isFrame ? '▾' : '▸'}</i>}
        {title}
      </span>
      {!isFrame && (
        <span className={styles.subtitle}>
          {subtitle}
          {worst && (
            <b data-agrees={agrees(worst)}>
              {agrees(worst) ? '✓' : '✗'} {errorText(worst.error)}
            </b>
          )}
        </span>
      )}
    </button>
  );
  if (!isFrame) return press;
  return (
    <div className={styles.group} data-phase={phase} style={{ left, top, width, height }}>
      {press}
    </div>
  );
}

function Lines({ arranged: { picture, arrangement }, chosen }: { arranged: Arranged; chosen?: string }) {
  return (
    <svg className={styles.lines} width={arrangement.width} height={arrangement.height} aria-hidden="true">
      <defs>
        <marker
          id="graph-arrow"
          viewBox="0 0 6 6"
          refX="5"
          refY="3"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path d="M0 0 6 3 0 6z" />
        </marker>
      </defs>
      {picture.edges.map(({ from, to, crosses }, index) => (
        <path
          key={`${from} ${to}`}
          d={crosses ? curve(arrangement.edges[index]) : bend(arrangement.edges[index])}
          data-crosses={crosses || undefined}
          data-near={from === chosen || to === chosen || undefined}
          markerEnd="url(#graph-arrow)"
        />
      ))}
    </svg>
  );
}

type Points = Arrangement['edges'][number];

/** Through the middles between corners, so that corners are round. */
function bend(points: Points): string {
  const [first, ...rest] = points;
  let path = `M${first.x} ${first.y}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    if (!next) path += `L${point.x} ${point.y}`;
    else path += `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  }
  return path;
}

const curve = ([start, first, second, end]: Points): string =>
  `M${start.x} ${start.y}C${first.x} ${first.y} ${second.x} ${second.y} ${end.x} ${end.y}`;
