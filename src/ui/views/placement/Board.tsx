// The board: devices side by side, and on each its shards. What is seen is a canvas; what is chosen on it is an element
// of its own, which keyboards and screen readers meet.

import { type CSSProperties, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import { useSize } from '../../controls/useSize';
import { useTheme } from '../../shell/theme';
import type { Chosen } from '../../state/placement';
import { cutName, tableName } from '../../state/placementWords';
import styles from './Board.module.css';
import { BoardPainter, type BoardScene } from './BoardPainter';
import { boardColours } from './boardColours';
import { pressOnBoard } from './boardKeys';
import { frameOf, type TileScale } from './boardLayout';
import { ReadingBox, type ReadingHandle } from './ReadingBox';
import { deviceLabel, tileLabel } from './readings';
import { useBoardPointer } from './useBoardPointer';
import { useCarrying } from './useCarrying';
import { useRanComparison } from './useRanComparison';

interface BoardProps {
  evaluation: Evaluation;
  chosen: Chosen | null;
  scale: TileScale;
}

export function Board({ evaluation, chosen, scale }: BoardProps) {
  const theme = useTheme((state) => state.theme);
  const { ref: room, size } = useSize<HTMLDivElement>();
  const host = useRef<HTMLDivElement>(null);
  const base = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const painter = useRef<BoardPainter | null>(null);
  const reading = useRef<ReadingHandle>(null);
  const [cursor, setCursor] = useState<CSSProperties | null>(null);
  const carrying = useCarrying(painter, (text, x, y) => reading.current?.show(text, x, y));
  useBoardPointer(host, painter, carrying);

  const ran = useRanComparison(evaluation)?.devices;
  const { ranks, ranksPerHost } = evaluation.document.reserved;
  const [width, height] = [size?.width ?? 0, size?.height ?? 0];
  const frame = useMemo(
    () => frameOf(ranks, ranksPerHost, { width, height }),
    [ranks, ranksPerHost, width, height],
  );

  useLayoutEffect(() => {
    if (!base.current || !over.current) return;
    const own = new BoardPainter(base.current, over.current);
    painter.current = own;
    return () => own.close();
  }, []);

  useLayoutEffect(() => {
    const { current } = painter;
    if (!current || !host.current || width === 0) return;
    const { document } = evaluation;
    const { pinned, together } = document.rules;
    const marked = new Set([...pinned, ...together.flat()]);
    current.show({
      ...{ evaluation, frame, scale, ran },
      colours: coloursOf(host.current, theme),
      labels: {
        nameOf: (table) => tableName(document, table),
        cutOf: ({ table, shard }) => cutName(document.plan.tables[table], shard),
        marked: (table) => marked.has(table),
      },
    });
  }, [evaluation, frame, scale, ran, theme, width]);

  // After what it depends on has been laid out.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another plan or scale puts the chosen tile elsewhere
  useLayoutEffect(() => {
    const { current } = painter;
    if (!current?.scene) return;
    const tile = chosen?.kind === 'shard' ? current.placeOf(chosen.table, chosen.shard) : undefined;
    current.showOverlay({ table: chosen?.kind === 'shard' ? chosen.table : null });
    if (tile)
      setCursor({ left: frame.lefts[tile.device], top: tile.top, width: frame.column, height: tile.height });
    else if (chosen?.kind === 'device')
      setCursor({
        left: frame.lefts[chosen.device],
        top: 2,
        width: frame.column,
        height: frame.hosts.top - 4,
      });
    else setCursor(null);
  }, [chosen, evaluation, frame, scale]);

  const { devices } = evaluation;
  const shards = devices.reduce((sum, device) => sum + device.shards.length, 0);
  return (
    <div ref={room} className={styles.room}>
      <div
        ref={host}
        className={styles.board}
        role="listbox"
        aria-label={`${shards} shards on ${ranks} devices: arrows walk, Enter picks up and puts down`}
        aria-activedescendant={cursor ? CURSOR : undefined}
        tabIndex={0}
        style={{ width: frame.width, height: frame.height }}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey || !painter.current) return;
          if (pressOnBoard(event, painter.current, carrying)) event.preventDefault();
        }}
        onBlur={() => carrying.current && carrying.cancel()}
      >
        <canvas ref={base} />
        <canvas ref={over} className={styles.over} />
        <div
          id={CURSOR}
          role="option"
          tabIndex={-1}
          aria-selected={cursor !== null}
          className={styles.cursor}
          hidden={cursor === null}
          style={cursor ?? undefined}
          aria-label={labelOf(evaluation, chosen, ran)}
        />
        <ReadingBox ref={reading} width={frame.width} />
      </div>
    </div>
  );
}

const CURSOR = 'placement-cursor';

const known = new Map<string, ReturnType<typeof boardColours>>();

/** Asking the style for colours costs a layout: once a theme. */
function coloursOf(host: HTMLElement, theme: 'light' | 'dark') {
  const colours = known.get(theme) ?? boardColours(host, theme);
  known.set(theme, colours);
  return colours;
}

function labelOf(evaluation: Evaluation, chosen: Chosen | null, ran?: BoardScene['ran']): string {
  if (!chosen) return 'Nothing chosen';
  if (chosen.kind === 'shard') return tileLabel(evaluation, chosen);
  return deviceLabel(evaluation, chosen.device, ran?.[chosen.device]);
}
