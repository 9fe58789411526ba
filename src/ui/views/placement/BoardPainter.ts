// Draws the board. On one canvas lie the columns, of which only those are drawn again that changed; on another, over it,
// what follows the pointer. A DOM of some ten thousand shards would be laid out for longer than a frame lasts; here an
// edit costs the columns that it touched, and a drag costs a few rectangles. Nothing is drawn more than once a frame.

import type { DeviceEvaluation, Evaluation } from '../../../sharding/editing/evaluation';
import type { RanDevice } from '../../../sharding/editing/ranPlan';
import type { BoardColours } from './boardColours';
import {
  type BoardFrame,
  deviceAt,
  type PlacedTile,
  sizesOf,
  stack,
  type TileScale,
  type TileSizes,
  tileAt,
} from './boardLayout';
import { dearest, niceTop, tilesOf, timeTop, waitedFor } from './boardModel';
import { type BoardScales, type ColumnLabels, type ColumnPicture, paintColumn } from './paintColumn';
import { paintGutter } from './paintGutter';
import { paintNames } from './paintNames';
import { type Overlay, paintOverlay } from './paintOverlay';

export interface BoardScene {
  evaluation: Evaluation;
  frame: BoardFrame;
  colours: BoardColours;
  scale: TileScale;
  labels: ColumnLabels;
  /** By device: what its kernels took, where they ran as they are. */
  ran?: readonly (RanDevice | undefined)[];
}

interface Drawn {
  own: DeviceEvaluation;
  flags: string;
}

export class BoardPainter {
  #scene: BoardScene | null = null;
  #columns: ColumnPicture[] = [];
  #drawn: (Drawn | undefined)[] = [];
  /** What all columns are drawn with: another one draws all of them again. */
  #common = '';
  #sizes: TileSizes | null = null;
  #laidIn: BoardFrame | null = null;
  #scales: BoardScales = { time: 1, memory: 1, dearest: 1 };
  #overlay: Overlay = { hovered: null, table: null, drag: null };
  #waiting = 0;
  #stale = { columns: false, overlay: false };

  constructor(
    private readonly base: HTMLCanvasElement,
    private readonly over: HTMLCanvasElement,
  ) {}

  get scene(): BoardScene | null {
    return this.#scene;
  }

  show(scene: BoardScene): void {
    this.#scene = scene;
    this.#layOut(scene);
    this.#request({ columns: true, overlay: true });
  }

  showOverlay(overlay: Partial<Overlay>): void {
    this.#overlay = { ...this.#overlay, ...overlay };
    this.#request({ columns: false, overlay: true });
  }

  close(): void {
    cancelAnimationFrame(this.#waiting);
  }

  device(x: number): number {
    return this.#scene ? deviceAt(this.#scene.frame, x) : -1;
  }

  /** The device in whose time a point lies; −1 for none. */
  bar(x: number, y: number): number {
    const time = this.#scene?.frame.time;
    return time && y >= time.top && y < time.top + time.height ? this.device(x) : -1;
  }

  tile(x: number, y: number): PlacedTile | undefined {
    const device = this.device(x);
    return device < 0 ? undefined : tileAt(this.#columns[device].tiles, y);
  }

  /** Where a shard is drawn. */
  placeOf(table: number, shard: number): PlacedTile | undefined {
    const device = this.#scene?.evaluation.tables[table]?.shards[shard]?.device;
    if (device === undefined) return undefined;
    return this.#columns[device].tiles.find((tile) => tile.table === table && tile.shard === shard);
  }

  /** Of a device, from the bottom up. */
  tiles(device: number): readonly PlacedTile[] {
    return this.#columns[device]?.tiles ?? [];
  }

  #layOut({ evaluation, frame, scale, ran }: BoardScene): void {
    const { devices, rating, slowest, violations } = evaluation;
    const broken = new Set(violations.flatMap(({ device }) => (device === undefined ? [] : [device])));
    const waited = waitedFor(evaluation);
    const tiles = devices.map((own) => tilesOf(evaluation, own));
    const sizes = sizesOf(tiles, frame.tiles.height, scale);
    const same =
      JSON.stringify(sizes) === JSON.stringify(this.#sizes) && this.#columns.length === devices.length;
    this.#sizes = sizes;
    const [first] = devices;
    this.#scales = {
      time: timeTop(rating, ran),
      memory:
        Math.max(
          first.capacity.hbm,
          ...devices.map(({ used, reserved }) => 1.02 * (used.hbm + reserved.hbm)),
        ) || 1,
      dearest: niceTop(dearest(evaluation)),
    };
    this.#columns = devices.map((own, device) => {
      const before = this.#columns[device];
      const parts = [...waited].flatMap(([part, at]) => (at === device ? [part] : []));
      const kept = same && before?.own === own && before.tiles.length === tiles[device].length;
      return {
        own,
        tiles:
          kept && this.#laidIn === frame ? before.tiles : stack(device, tiles[device], sizes, frame.tiles),
        ...{ slowest: device === slowest, waited: parts, broken: broken.has(device) },
        ran: ran?.[device],
      };
    });
    this.#laidIn = frame;
  }

  #request(stale: { columns: boolean; overlay: boolean }): void {
    this.#stale = {
      columns: this.#stale.columns || stale.columns,
      overlay: this.#stale.overlay || stale.overlay,
    };
    if (!this.#waiting) this.#waiting = requestAnimationFrame(() => this.#paint());
  }

  #paint(): void {
    this.#waiting = 0;
    const scene = this.#scene;
    if (!scene) return;
    const { columns, overlay } = this.#stale;
    this.#stale = { columns: false, overlay: false };
    if (columns) this.#paintColumns(scene);
    if (overlay) {
      const context = fitted(this.over, scene.frame);
      if (context)
        paintOverlay(context, scene, this.#scales, this.#overlay, (table, shard) =>
          this.placeOf(table, shard),
        );
    }
  }

  #paintColumns(scene: BoardScene): void {
    const { frame, colours, labels, evaluation } = scene;
    const common = JSON.stringify([frame, this.#scales, this.#sizes, colours, devicePixelRatio]);
    const context = fitted(this.base, frame, common !== this.#common);
    if (!context) return;
    if (common !== this.#common) {
      this.#drawn = [];
      paintGutter(context, frame, this.#scales, colours);
    }
    this.#common = common;
    const { rules } = evaluation.document;
    let changed = false;
    for (const [device, column] of this.#columns.entries()) {
      const { ran } = column;
      const marks = ran ? `${ran.measured} ${ran.predicted}` : '';
      const flags = `${column.slowest} ${column.waited} ${column.broken} ${marks} ${rules.pinned} ${rules.together}`;
      const before = this.#drawn[device];
      if (before?.own === column.own && before.flags === flags) continue;
      paintColumn(context, frame, column, this.#scales, colours, labels);
      this.#drawn[device] = { own: column.own, flags };
      changed = true;
    }
    if (changed) paintNames(context, frame, this.#columns, colours);
  }
}

/** The context in pixels of the page; cleared where asked for or where the size changed. */
function fitted(canvas: HTMLCanvasElement, { width, height }: BoardFrame, clear = true) {
  const context = canvas.getContext('2d');
  const ratio = devicePixelRatio || 1;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (clear) context?.clearRect(0, 0, width, height);
  return context;
}
