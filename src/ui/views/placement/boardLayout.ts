// Where everything on the board is: one column a device, and in it from the top its time, its shards and its memory.
// Pixels of the page; pure, so that what is drawn and what is hit are the same.

export interface Tile {
  table: number;
  /** Counts within its table's plan. */
  shard: number;
  bytes: number;
  /** Of a training step. */
  milliseconds: number;
}

export interface PlacedTile extends Tile {
  device: number;
  top: number;
  height: number;
}

/** Tile heights: by bytes, or by their logarithm so that small tables can be seen beside large ones. */
export type TileScale = 'linear' | 'logarithmic';

export interface Lane {
  top: number;
  height: number;
}

export interface BoardFrame {
  width: number;
  height: number;
  devices: number;
  devicesPerHost: number;
  column: number;
  /** The left edge of each device's column. */
  lefts: readonly number[];
  time: Lane;
  names: Lane;
  tiles: Lane;
  memory: Lane;
  hosts: Lane;
}

/** For the names of the lanes and their scales. */
export const GUTTER = 62;
const RIGHT = 6;
const HOST_GAP = 6;
const LEAST_COLUMN = { few: 30, some: 18, many: 5.5 };

export const leastColumn = (devices: number): number =>
  devices <= 8 ? LEAST_COLUMN.few : devices <= 32 ? LEAST_COLUMN.some : LEAST_COLUMN.many;

/** As wide as there is room, or wider where columns would be too narrow to take hold of. */
export function frameOf(
  devices: number,
  devicesPerHost: number,
  room: { width: number; height: number },
): BoardFrame {
  const hosts = Math.ceil(devices / devicesPerHost);
  const gaps = (hosts - 1) * HOST_GAP;
  const column = Math.max(leastColumn(devices), (room.width - GUTTER - RIGHT - gaps) / devices);
  const lefts = Array.from(
    { length: devices },
    (_, device) => GUTTER + device * column + Math.floor(device / devicesPerHost) * HOST_GAP,
  );
  const width = Math.max(room.width, lefts[devices - 1] + column + RIGHT);
  const hostHeight = hosts > 1 ? 15 : 0;
  const time = { top: 20, height: Math.round(Math.min(110, Math.max(56, room.height * 0.22))) };
  const names = { top: time.top + time.height + 2, height: 18 };
  const memoryHeight = Math.round(Math.min(84, Math.max(44, room.height * 0.16)));
  const memory = { top: room.height - hostHeight - memoryHeight - 2, height: memoryHeight };
  const tilesTop = names.top + names.height + 2;
  return {
    ...{ width, height: room.height, devices, devicesPerHost, column, lefts, time, names, memory },
    tiles: { top: tilesTop, height: memory.top - tilesTop - 14 },
    hosts: { top: room.height - hostHeight, height: hostHeight },
  };
}

export interface TileSizes {
  /** Every tile has so many pixels, and more by what it holds. */
  least: number;
  perUnit: number;
  scale: TileScale;
}

const LOG_UNIT = 4096;
const unitsOf = (bytes: number, scale: TileScale): number =>
  scale === 'linear' ? bytes : Math.log2(1 + bytes / LOG_UNIT);

/** Sizes at which the fullest column fills the lane, in steps, so that few changes rescale all of it. */
export function sizesOf(columns: readonly (readonly Tile[])[], lane: number, scale: TileScale): TileSizes {
  const most = Math.max(1, ...columns.map((tiles) => tiles.length));
  const least = Math.min(6, (0.45 * lane) / most);
  let mean = 0;
  let perUnit = Number.POSITIVE_INFINITY;
  for (const tiles of columns) {
    let units = 0;
    for (const { bytes } of tiles) units += unitsOf(bytes, scale);
    mean += units / columns.length;
    if (units > 0) perUnit = Math.min(perUnit, (lane - least * tiles.length) / units);
  }
  if (!Number.isFinite(perUnit)) return { least, perUnit: 0, scale };
  const step = (0.125 * lane) / (mean || 1);
  return { least, perUnit: step > 0 && perUnit > step ? Math.floor(perUnit / step) * step : perUnit, scale };
}

/** Tiles of a column from the bottom up, in their order. */
export function stack(
  device: number,
  tiles: readonly Tile[],
  { least, perUnit, scale }: TileSizes,
  lane: Lane,
): PlacedTile[] {
  let bottom = lane.top + lane.height;
  return tiles.map((tile) => {
    const height = least + perUnit * unitsOf(tile.bytes, scale);
    bottom -= height;
    return { ...tile, device, top: bottom, height };
  });
}

/** The device whose column, or the gap after it, holds x; −1 left of all. */
export function deviceAt({ lefts, column, devices }: BoardFrame, x: number): number {
  if (x < lefts[0]) return -1;
  let [low, high] = [0, devices - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lefts[middle] <= x) low = middle;
    else high = middle - 1;
  }
  return x < lefts[low] + column + HOST_GAP ? low : -1;
}

/** The tile of a column at y. */
export const tileAt = (tiles: readonly PlacedTile[], y: number): PlacedTile | undefined =>
  tiles.find(({ top, height }) => y >= top && y < top + height);
