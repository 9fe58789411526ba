// What a device's kernels took when they ran, over its bar: a stroke across the column at what was measured, a short one
// at what is predicted of the same kernels, and a stem between them, which is the error.

import type { RanDevice } from '../../../sharding/editing/ranPlan';
import type { BoardColours } from './boardColours';
import type { Lane } from './boardLayout';
import type { Across } from './paintColumn';

const STROKE = 2;
const HALO = 1;
/** Columns this wide have them at their right, beside the number of the bar. */
const BESIDE = { from: 76, share: 0.36 };
/** Of a triangle in place of a stroke that would lie above the lane. */
const BEYOND = { half: 4, height: 5 };

/** Where in a column they lie. */
export const ranAcross = ({ left, width }: Across): Across =>
  width < BESIDE.from
    ? { left, width }
    : { left: left + (1 - BESIDE.share) * width, width: BESIDE.share * width };

export function paintRan(
  context: CanvasRenderingContext2D,
  lane: Lane,
  column: Across,
  { measured, predicted }: RanDevice,
  end: number,
  colours: BoardColours,
): void {
  if (measured <= 0 && predicted <= 0) return;
  const { left, width } = ranAcross(column);
  const heightOf = (milliseconds: number) =>
    Math.round(lane.top + lane.height * (1 - Math.min(1, milliseconds / end)));
  const [top, foot] = [heightOf(measured), heightOf(predicted)];
  const middle = left + width / 2;
  const short = Math.max(3, width * 0.4);
  /** In the colour of the page around it, so that it is seen on every bar. */
  const haloed = (x: number, y: number, across: number, down: number) => {
    context.fillStyle = colours.surface;
    context.fillRect(x - HALO, y - HALO, across + 2 * HALO, down + 2 * HALO);
    return () => {
      context.fillStyle = colours.ink;
      context.fillRect(x, y, across, down);
    };
  };
  const strokes = [
    haloed(middle - 0.5, Math.min(top, foot), 1, Math.abs(top - foot)),
    ...(predicted <= end ? [haloed(middle - short / 2, foot - 0.5, short, 1)] : []),
    ...(measured <= end ? [haloed(left + HALO, top - STROKE / 2, width - 2 * HALO, STROKE)] : []),
  ];
  for (const stroke of strokes) stroke();
  if (measured <= end) return;
  const half = Math.min(BEYOND.half, width / 2);
  context.fillStyle = colours.ink;
  context.beginPath();
  context.moveTo(middle - half, lane.top + BEYOND.height);
  context.lineTo(middle + half, lane.top + BEYOND.height);
  context.lineTo(middle, lane.top);
  context.fill();
}
