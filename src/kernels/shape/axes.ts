// Axes of a copy, merged where they are walked as one, so that innermost rows are as long as they can be.

import { TesseraError } from '../../base/errors';

/** Outer axes a kernel of `shaders/shape/` takes, besides the innermost. */
export const OUTER_AXES = 5;

export interface StridedAxis {
  size: number;
  /** Distance in the source between neighbours along this axis, in elements. */
  stride: number;
}

/** Drops axes of one element and joins an axis to the one inside it where a single stride walks both. */
export function mergeStrides(axes: readonly StridedAxis[]): StridedAxis[] {
  const merged: StridedAxis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const outer = merged.at(-1);
    if (outer && outer.stride === axis.stride * axis.size)
      merged[merged.length - 1] = { size: outer.size * axis.size, stride: axis.stride };
    else merged.push(axis);
  }
  return merged.length ? merged : [{ size: 1, stride: 1 }];
}

export interface BlockAxis {
  /** Of the result. */
  size: number;
  /** Where the block begins, and how long it is. */
  start: number;
  extent: number;
}

/** Joins an axis that the block fills to the axis outside it. */
export function mergeBlocks(axes: readonly BlockAxis[]): BlockAxis[] {
  const merged: BlockAxis[] = [];
  for (const axis of axes) {
    const outer = merged.at(-1);
    if (outer && axis.extent === axis.size)
      merged[merged.length - 1] = {
        size: outer.size * axis.size,
        start: outer.start * axis.size,
        extent: outer.extent * axis.size,
      };
    else merged.push(axis);
  }
  return merged.length ? merged : [{ size: 1, start: 0, extent: 1 }];
}

/** The axes before the innermost, preceded by `filler` up to five of them. */
export function outerAxes<Axis>(op: string, axes: readonly Axis[], filler: Axis): Axis[] {
  const outer = axes.slice(0, -1);
  if (outer.length > OUTER_AXES)
    throw new TesseraError(
      `${op}: ${axes.length} separate axes are more than the ${OUTER_AXES + 1} it can walk. Reshape first.`,
    );
  return [...Array<Axis>(OUTER_AXES - outer.length).fill(filler), ...outer];
}
