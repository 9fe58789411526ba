// The board's geometry: columns that fill the width, tiles that stand on each other in proportion to what they hold, and
// hits that find what is drawn.

// @vitest-environment node
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceAt, frameOf, leastColumn, sizesOf, stack, type Tile, tileAt } from './boardLayout';

const room = { width: 900, height: 420 };
const tile = (table: number, bytes: number): Tile => ({ table, shard: 0, bytes, milliseconds: 1 });

test('few devices share the width; many keep a width that can be hit, and the board grows', () => {
  const few = frameOf(8, 8, room);
  expect(few.width).toBe(room.width);
  expect(few.lefts[7] + few.column).toBeLessThanOrEqual(room.width);
  const many = frameOf(128, 8, { ...room, width: 300 });
  expect(many.column).toBe(leastColumn(128));
  expect(many.width).toBeGreaterThan(300);
});

test('lanes lie one above the other inside the board', () => {
  for (const [devices, perHost] of [
    [1, 1],
    [8, 8],
    [16, 8],
    [128, 8],
  ]) {
    const { time, names, tiles, memory, hosts, height } = frameOf(devices, perHost, room);
    const lanes = [time, names, tiles, memory, hosts];
    for (const [index, lane] of lanes.slice(1).entries())
      expect(lane.top).toBeGreaterThanOrEqual(lanes[index].top + lanes[index].height);
    expect(hosts.top + hosts.height).toBeLessThanOrEqual(height);
  }
});

test('the middle of every column is found, and what is left of all is none', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 8 }), (hosts, perHost) => {
      const frame = frameOf(hosts * perHost, perHost, room);
      for (const [device, left] of frame.lefts.entries())
        expect(deviceAt(frame, left + frame.column / 2)).toBe(device);
      expect(deviceAt(frame, frame.lefts[0] - 1)).toBe(-1);
      expect(deviceAt(frame, frame.width + 1)).toBe(-1);
    }),
  );
});

const columnsOfTiles = fc.array(fc.array(fc.integer({ min: 0, max: 1e12 }), { maxLength: 30 }), {
  minLength: 1,
  maxLength: 12,
});

test('stacks stay in their lane, in order, larger ones higher, and each is hit', () => {
  fc.assert(
    fc.property(
      columnsOfTiles,
      fc.constantFrom('linear' as const, 'logarithmic' as const),
      (given, scale) => {
        const columns = given.map((column) => column.map((bytes, index) => tile(index, bytes)));
        const lane = { top: 100, height: 240 };
        const sizes = sizesOf(columns, lane.height, scale);
        for (const [device, column] of columns.entries()) {
          const placed = stack(device, column, sizes, lane);
          let bottom = lane.top + lane.height;
          for (const own of placed) {
            expect(own.top + own.height).toBeCloseTo(bottom, 6);
            bottom = own.top;
            expect(tileAt(placed, own.top + own.height / 2)).toBe(own);
          }
          expect(bottom).toBeGreaterThanOrEqual(lane.top - 1e-6);
          for (const a of placed)
            for (const b of placed) if (a.bytes > b.bytes) expect(a.height).toBeGreaterThanOrEqual(b.height);
        }
      },
    ),
  );
});

test('heights above the least are in proportion to bytes', () => {
  const sizes = sizesOf([[tile(0, 3e9), tile(1, 1e9)], [tile(2, 5e8)]], 300, 'linear');
  const [large, small] = stack(0, [tile(0, 3e9), tile(1, 1e9)], sizes, { top: 0, height: 300 });
  expect((large.height - sizes.least) / (small.height - sizes.least)).toBeCloseTo(3, 9);
});
