// One device's column on the board's canvas: its time by part, its shards, its memory.

import { formatMilliseconds } from '../../../base/format';
import type { DeviceEvaluation } from '../../../sharding/editing/evaluation';
import type { RanDevice } from '../../../sharding/editing/ranPlan';
import type { BoardColours } from './boardColours';
import type { BoardFrame, Lane, PlacedTile } from './boardLayout';
import { timeParts } from './boardModel';
import { paintRan, ranAcross } from './paintRan';

export interface ColumnPicture {
  own: DeviceEvaluation;
  tiles: readonly PlacedTile[];
  slowest: boolean;
  /** Parts of the time for which all others wait for this device. */
  waited: readonly string[];
  broken: boolean;
  /** What its kernels took, where they ran as they are. */
  ran?: RanDevice;
}

export interface BoardScales {
  /** Ends of the two lanes, in milliseconds and in bytes of HBM. */
  time: number;
  memory: number;
  /** Milliseconds of the dearest shard. */
  dearest: number;
}

export interface ColumnLabels {
  nameOf(table: number): string;
  /** "rows 3/8": how the tile's table is cut; empty for whole tables. */
  cutOf(tile: PlacedTile): string;
  marked(table: number): boolean;
}

const FADED = 0.5;
const TEXT = { width: 30, height: 13, twoLines: 27, character: 6.1 };
const PADDING = 4;
/** Columns this wide have room for their numbers. */
const NUMBERED = 44;
const NUMBER_HEIGHT = 13;
const NUMBER_FONT = '10px system-ui, sans-serif';

export function paintColumn(
  context: CanvasRenderingContext2D,
  frame: BoardFrame,
  column: ColumnPicture,
  scales: BoardScales,
  colours: BoardColours,
  labels: ColumnLabels,
): void {
  const left = frame.lefts[column.own.device];
  const gap = frame.column > 30 ? 3 : frame.column > 14 ? 1.5 : 0.5;
  const inner = { left: left + gap, width: frame.column - 2 * gap };
  context.clearRect(left, 0, frame.column, frame.hosts.top);
  paintTime(context, frame.time, inner, column, scales, colours);
  if (column.ran) paintRan(context, frame.time, inner, column.ran, scales.time, colours);
  context.fillStyle = column.broken ? colours.badWash : colours.raised;
  context.fillRect(inner.left, frame.tiles.top, inner.width, frame.tiles.height);
  for (const tile of column.tiles) paintTile(context, inner, tile, scales, colours, labels);
  if (column.broken) {
    context.strokeStyle = colours.bad;
    context.lineWidth = 1.5;
    context.strokeRect(
      inner.left + 0.75,
      frame.tiles.top + 0.75,
      inner.width - 1.5,
      frame.tiles.height - 1.5,
    );
  }
  paintMemory(context, frame.memory, inner, column.own, scales.memory, colours);
}

export interface Across {
  left: number;
  width: number;
}

function paintTime(
  context: CanvasRenderingContext2D,
  lane: Lane,
  { left, width }: Across,
  { own, waited, slowest, ran }: ColumnPicture,
  { time }: BoardScales,
  colours: BoardColours,
): void {
  const bottom = lane.top + lane.height;
  context.fillStyle = colours.grid;
  for (const share of [0, 0.5, 1]) context.fillRect(left, Math.round(bottom - share * lane.height), width, 1);
  let base = bottom;
  for (const [index, { key, faded }] of timeParts.entries()) {
    const height = (own.perf[key] / time) * lane.height;
    if (height <= 0) continue;
    context.globalAlpha = faded ? FADED : 1;
    context.fillStyle = colours.parts[index];
    context.fillRect(left, base - height, width, Math.max(0.5, height - 0.75));
    context.globalAlpha = 1;
    if (waited.includes(key) && height > 2) {
      context.strokeStyle = colours.ink;
      context.lineWidth = 1.5;
      context.strokeRect(left + 0.75, base - height + 0.75, width - 1.5, height - 2);
    }
    base -= height;
  }
  if (width < NUMBERED || slowest) return;
  // Left of the marks of what ran, or not where they would lie in it.
  const room = ran ? ranAcross({ left, width }).left - left || width : width;
  const inTheWay = (milliseconds: number) => milliseconds > own.total;
  if (ran && room === width && (inTheWay(ran.measured) || inTheWay(ran.predicted))) return;
  if (base - lane.top < NUMBER_HEIGHT) return;
  context.fillStyle = colours.inkSoft;
  context.font = NUMBER_FONT;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(formatMilliseconds(own.total), left + room / 2, base - 3);
}

function paintTile(
  context: CanvasRenderingContext2D,
  { left, width }: Across,
  tile: PlacedTile,
  { dearest }: BoardScales,
  colours: BoardColours,
  labels: ColumnLabels,
): void {
  const share = dearest > 0 ? tile.milliseconds / dearest : 0;
  const height = Math.max(0.75, tile.height - (tile.height > 4 ? 1 : 0.4));
  context.fillStyle = colours.ramp.fill(share);
  context.fillRect(left, tile.top, width, height);
  if (labels.marked(tile.table)) {
    context.fillStyle = colours.accent;
    context.beginPath();
    const size = Math.min(7, width, height);
    context.moveTo(left + width - size, tile.top);
    context.lineTo(left + width, tile.top);
    context.lineTo(left + width, tile.top + size);
    context.fill();
  }
  if (width < TEXT.width || height < TEXT.height) return;
  const characters = Math.floor((width - 2 * PADDING) / TEXT.character);
  const name = shortened(labels.nameOf(tile.table), characters);
  const cut = labels.cutOf(tile);
  const twoLines = height >= TEXT.twoLines;
  context.fillStyle = colours.ramp.ink(share);
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  const beside = !twoLines && cut && name.length + cut.length + 1 <= characters;
  context.fillText(
    beside ? `${name} ${cut}` : name,
    left + PADDING,
    tile.top + (twoLines ? 13 : height / 2 + 4),
  );
  if (twoLines && cut) context.fillText(shortened(cut, characters), left + PADDING, tile.top + 25);
}

/** The end of a name tells tables apart: "t_cat_17" → "…_17". */
const shortened = (text: string, characters: number): string =>
  text.length <= characters ? text : characters < 2 ? '' : `…${text.slice(1 - characters)}`;

function paintMemory(
  context: CanvasRenderingContext2D,
  lane: Lane,
  { left, width }: Across,
  { used, reserved, capacity }: DeviceEvaluation,
  end: number,
  colours: BoardColours,
): void {
  const bottom = lane.top + lane.height;
  const pixels = (bytes: number) => (bytes / end) * lane.height;
  const [whole, kept] = [pixels(capacity.hbm), pixels(reserved.hbm)];
  const room = Math.max(0, whole - kept);
  const held = pixels(used.hbm);
  context.fillStyle = colours.raised;
  context.fillRect(left, bottom - whole, width, whole);
  // Reserved at the bottom, hatched: tables cannot lie there.
  context.fillStyle = colours.line;
  context.fillRect(left, bottom - kept, width, kept);
  context.save();
  context.beginPath();
  context.rect(left, bottom - kept, width, kept);
  context.clip();
  context.strokeStyle = colours.lineStrong;
  context.lineWidth = 1;
  context.beginPath();
  for (let x = left - lane.height; x < left + width; x += 5) {
    context.moveTo(x, bottom);
    context.lineTo(x + lane.height, bottom - lane.height);
  }
  context.stroke();
  context.restore();
  const fits = Math.min(held, room);
  context.fillStyle = colours.held;
  context.fillRect(left, bottom - kept - fits, width, fits);
  if (held > room) {
    context.fillStyle = colours.bad;
    context.fillRect(left, bottom - kept - held, width, held - room);
  }
  context.fillStyle = held > room ? colours.bad : colours.lineStrong;
  context.fillRect(left, Math.round(bottom - whole), width, 1);
  const top = bottom - kept - held;
  if (width < NUMBERED || capacity.hbm === 0 || top - lane.top < NUMBER_HEIGHT) return;
  context.fillStyle = colours.inkSoft;
  context.font = NUMBER_FONT;
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  context.fillText(
    `${Math.round((100 * (used.hbm + reserved.hbm)) / capacity.hbm)} %`,
    left + width / 2,
    top - 3,
  );
}
