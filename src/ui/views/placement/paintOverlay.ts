// What lies over the columns: how slow the slowest device is, the tile under the pointer, all shards of the chosen
// table, and a shard on its way with the times that it would bring about.

import { formatMilliseconds } from '../../../base/format';
import type { Evaluation } from '../../../sharding/editing/evaluation';
import type { BoardScene } from './BoardPainter';
import { GUTTER, type Lane, type PlacedTile } from './boardLayout';
import type { BoardScales } from './paintColumn';

export interface Drag {
  tile: PlacedTile;
  /** Where the pointer is; null while keys carry the tile. */
  at: { x: number; y: number } | null;
  /** Device under it, −1 for none. */
  target: number;
  legal: ReadonlySet<number>;
  /** What dropping it there would give; null where nothing would change or it may not be. */
  foreseen: Evaluation | null;
}

export interface Overlay {
  hovered: PlacedTile | null;
  /** All shards of this table are marked. */
  table: number | null;
  drag: Drag | null;
}

export function paintOverlay(
  context: CanvasRenderingContext2D,
  scene: BoardScene,
  scales: BoardScales,
  { hovered, table, drag }: Overlay,
  placeOf: (table: number, shard: number) => PlacedTile | undefined,
): void {
  const { frame, colours, evaluation } = scene;
  const { rating, slowest } = drag?.foreseen ?? evaluation;
  const y = Math.max(4, frame.time.top + frame.time.height * (1 - rating / scales.time));
  context.strokeStyle = colours.amber;
  context.lineWidth = 1.25;
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(GUTTER, y);
  context.lineTo(frame.width, y);
  context.stroke();
  context.setLineDash([]);
  context.font = '600 11px system-ui, sans-serif';
  const text = `slowest ${formatMilliseconds(rating)}`;
  const half = context.measureText(text).width / 2;
  const middle = frame.lefts[slowest] + frame.column / 2;
  const x = Math.min(frame.width - half - 4, Math.max(GUTTER + half, middle));
  const above = Math.max(8, y - 8);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = colours.surface;
  context.fillRect(x - half - 4, above - 7, 2 * half + 8, 14);
  context.fillStyle = colours.amber;
  context.fillText(text, x, above);

  const outline = (tile: PlacedTile, colour: string, width: number) => {
    context.strokeStyle = colour;
    context.lineWidth = width;
    const left = frame.lefts[tile.device] + 1;
    context.strokeRect(left, tile.top - 0.5, frame.column - 2, Math.max(2, tile.height));
  };
  if (table !== null)
    for (const shard of evaluation.tables[table]?.shards.keys() ?? []) {
      const tile = placeOf(table, shard);
      if (tile) outline(tile, colours.accent, 1.5);
    }
  if (hovered && !drag) outline(hovered, colours.ink, 1.5);
  if (drag) paintDrag(context, scene, scales, drag);
}

function paintDrag(
  context: CanvasRenderingContext2D,
  { frame, colours, evaluation }: BoardScene,
  scales: BoardScales,
  { tile, at, target, legal, foreseen }: Drag,
): void {
  const { lefts, column, tiles, time, memory } = frame;
  // Where it may not go is dimmed.
  context.globalAlpha = 0.6;
  context.fillStyle = colours.surface;
  for (let device = 0; device < frame.devices; device++)
    if (!legal.has(device) && device !== tile.device)
      context.fillRect(lefts[device], tiles.top, column, tiles.height);
  context.fillRect(lefts[tile.device], tile.top, column, tile.height);
  context.globalAlpha = 1;
  if (target >= 0) {
    const fine = legal.has(target) || target === tile.device;
    context.strokeStyle = fine ? colours.accent : colours.bad;
    context.lineWidth = 2;
    context.strokeRect(lefts[target] + 1, tiles.top - 1, column - 2, tiles.height + 2);
  }
  // Times and memory as they would be, beside what they are.
  const compare = (device: number, lane: Lane, before: number, after: number, over: boolean) => {
    const [was, will] = [before * lane.height, after * lane.height];
    const bottom = lane.top + lane.height;
    context.fillStyle = over ? colours.bad : colours.accent;
    context.globalAlpha = 0.3;
    context.fillRect(lefts[device] + 1, bottom - Math.max(was, will), column - 2, Math.abs(will - was));
    context.globalAlpha = 1;
    context.fillRect(lefts[device] + 1, bottom - will - 1, column - 2, 2);
  };
  if (foreseen)
    for (const device of new Set([tile.device, target])) {
      const [before, after] = [evaluation.devices[device], foreseen.devices[device]];
      const held = ({ used, reserved }: typeof before) => (used.hbm + reserved.hbm) / scales.memory;
      compare(
        device,
        time,
        before.total / scales.time,
        after.total / scales.time,
        after.total > before.total,
      );
      compare(device, memory, held(before), Math.min(1, held(after)), after.free.hbm < 0);
    }
  const width = Math.max(12, column - 4);
  const height = Math.min(60, Math.max(8, tile.height));
  const left = at ? at.x - width / 2 : lefts[Math.max(0, target)] + 2;
  const top = at ? at.y - height / 2 : tiles.top + 4;
  const share = tile.milliseconds / scales.dearest;
  context.shadowColor = 'rgb(0 0 0 / 0.35)';
  context.shadowBlur = 10;
  context.shadowOffsetY = 3;
  context.fillStyle = colours.ramp.fill(share);
  context.fillRect(left, top, width, height);
  context.shadowColor = 'transparent';
  context.shadowBlur = 0;
  context.shadowOffsetY = 0;
  context.strokeStyle = colours.accent;
  context.lineWidth = 2;
  context.strokeRect(left, top, width, height);
}
