// Sums over any axes: each run of neighbouring summed axes is one pass over [outer, rows, inner], by
// columns where something is left inside, by rows where nothing is. Long ones take two stages.

import { TesseraError } from '../../base/errors';
import type { ReductionAttributes } from '../../graph/ops/reduction';
import type { Node, Value } from '../../graph/value';
import { type Dispatch, defineKernel, f32, type LoweringContext, labelOf, read, write } from '../kernel';
import { columnSums, rowLanes, vectorWidth } from '../launch';

/** Sum over the middle of [outer, rows, inner]. */
interface Pass {
  outer: number;
  rows: number;
  inner: number;
}

/** The passes of a reduction, innermost run of axes first, so that later ones have less to read. */
export function reductionPasses(shape: readonly number[], axes: readonly number[]): Pass[] {
  const runs: { size: number; summed: boolean }[] = [];
  for (const [axis, size] of shape.entries()) {
    if (size === 1) continue;
    const summed = axes.includes(axis);
    const last = runs.at(-1);
    if (last?.summed === summed) last.size *= size;
    else runs.push({ size, summed });
  }
  const product = (from: number, to: number) =>
    runs.slice(from, to).reduce((count, { size }) => count * size, 1);
  const passes: Pass[] = [];
  for (let index = runs.length - 1; index >= 0; index--) {
    if (!runs[index].summed) continue;
    passes.push({ outer: product(0, index), rows: runs[index].size, inner: product(index + 1, runs.length) });
    runs.splice(index, 1);
  }
  return passes.length ? passes : [{ outer: product(0, runs.length), rows: 1, inner: 1 }];
}

interface Step extends Pass {
  from: Value;
  to: Value;
  factor: number;
}

function sumOfColumns(node: Node, step: Step, context: LoweringContext, phase?: string): Dispatch[] {
  const { outer, rows, inner, from, to, factor } = step;
  const { width, include } = vectorWidth(inner);
  const columns = inner / width;
  const launch = columnSums(rows, columns, width, context, outer);
  const { tiles, rowsPerTile, constants } = launch;
  const partial = tiles > 1 ? context.scratch([outer, tiles, inner], 'sums') : to;
  const sum: Dispatch = {
    label: labelOf(node, phase),
    kernel: { shader: 'reduction/sum_columns', constants, include },
    bindings: [read(from), write(partial)],
    params: [outer, rows, columns, rowsPerTile, f32(tiles > 1 ? 1 : factor)],
    workgroups: [...launch.workgroups, Math.min(outer, context.limits.maxComputeWorkgroupsPerDimension)],
  };
  if (tiles === 1) return [sum];
  return [
    sum,
    ...sumOfColumns(
      node,
      { ...step, rows: tiles, from: partial },
      context,
      phase ? `${phase}.combine` : 'combine',
    ),
  ];
}

/** Sections a long row is cut into, so that every part of the adapter has something to add. */
function sectionsOf(rows: number, columns: number, context: LoweringContext): number {
  const least = context.adapterClass === 'software' ? 4096 : 2048;
  const wanted = context.adapterClass === 'software' ? 32 : 256;
  return Math.max(1, Math.min(Math.floor(columns / least), Math.ceil(wanted / rows)));
}

function sumOfRows(node: Node, step: Step, context: LoweringContext, phase?: string): Dispatch[] {
  const { outer, rows, from, to, factor } = step;
  const { width, include } = vectorWidth(rows);
  const columns = rows / width;
  const length = Math.ceil(columns / sectionsOf(outer, columns, context));
  const sections = Math.ceil(columns / length);
  const partial = sections > 1 ? context.scratch([outer, sections], 'sums') : to;
  const launch = rowLanes(outer * sections, length, context);
  const sum: Dispatch = {
    label: labelOf(node, phase),
    kernel: { shader: 'reduction/sum_rows', constants: launch.constants, include },
    bindings: [read(from), write(partial)],
    params: [outer, columns, sections, length, f32(sections > 1 ? 1 : factor)],
    workgroups: launch.workgroups,
  };
  if (sections === 1) return [sum];
  return [
    sum,
    ...sumOfRows(
      node,
      { ...step, rows: sections, from: partial },
      context,
      phase ? `${phase}.combine` : 'combine',
    ),
  ];
}

defineKernel('reduceSum', (node, context) => {
  const [x] = node.inputs;
  const [y] = node.outputs;
  if (x.dtype !== 'f32')
    throw new TesseraError(`reduceSum: "${x.name}" is ${x.dtype}; only f32 can be summed.`);
  if (x.shape.includes(0)) throw new TesseraError(`reduceSum: "${x.name}" has no elements to sum.`);
  const { axes, scale = 1 } = node.attributes as unknown as ReductionAttributes;
  const passes = reductionPasses(x.shape, axes);
  let from = x;
  return passes.flatMap((pass, index) => {
    const last = index === passes.length - 1;
    const to = last ? y : context.scratch([pass.outer, pass.inner], `pass${index}`);
    const step: Step = { ...pass, from, to, factor: last ? scale : 1 };
    from = to;
    const phase = passes.length > 1 ? `pass${index}` : undefined;
    return (pass.inner === 1 ? sumOfRows : sumOfColumns)(node, step, context, phase);
  });
});
