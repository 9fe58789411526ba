// Which elements of the parameters and gradients a probe reads: everything of a small model, of a large one
// a fixed number of runs spread evenly over each parameter.

import { denseUpdates, Packer, type StateEntry, type StateLayout } from '../../../compile/layout';
import { denseUpdateOperands } from '../../../graph/ops/optimizer';
import { byteLength, elementCount, type Node } from '../../../graph/value';

/** Models up to this many parameters are read whole. */
const WHOLE_ELEMENTS = 1 << 19;
/** Of a parameter of a larger model: this many elements, in runs of this length. */
const SAMPLE_ELEMENTS = 8192;
const RUN_ELEMENTS = 256;

/** Elements `start` to `start + length` of a tensor. */
export interface Run {
  start: number;
  length: number;
}

export interface Slice {
  entry: StateEntry;
  /** Elements of the whole tensor. */
  count: number;
  runs: Run[];
  /** Byte offset of its gradient in the program's `gradients` buffer; none for what has no dense gradient. */
  gradientOffset?: number;
}

/** `whole` names parameters that are read in full whatever their size. */
export function chooseSlices(
  layout: StateLayout,
  trainingNodes: readonly Node[],
  whole: ReadonlySet<string>,
): Slice[] {
  // Tables of codes are words, not numbers; a click model's look decodes their rows.
  const entries = [...layout.entries.values()].filter(
    ({ role, dtype }) => role === 'parameter' && dtype === 'f32',
  );
  const sizes = entries.map(({ shape }) => elementCount(shape));
  const small = sizes.reduce((sum, size) => sum + size, 0) <= WHOLE_ELEMENTS;
  const gradients = gradientOffsets(trainingNodes);
  return entries.map((entry, index) => ({
    entry,
    count: sizes[index],
    runs: small || whole.has(entry.name) ? [{ start: 0, length: sizes[index] }] : spreadRuns(sizes[index]),
    gradientOffset: gradients.get(entry.name),
  }));
}

/** Evenly spread runs with `SAMPLE_ELEMENTS` elements together, or everything where that is less. */
export function spreadRuns(count: number): Run[] {
  if (count <= SAMPLE_ELEMENTS) return [{ start: 0, length: count }];
  const runs = SAMPLE_ELEMENTS / RUN_ELEMENTS;
  const stride = (count - RUN_ELEMENTS) / (runs - 1);
  return Array.from({ length: runs }, (_, run) => ({
    start: Math.floor(run * stride),
    length: RUN_ELEMENTS,
  }));
}

export const elementsIn = (runs: readonly Run[]): number => runs.reduce((sum, { length }) => sum + length, 0);

/** Gradients lie one after another in the order of the updates, as the plan places them. */
function gradientOffsets(nodes: readonly Node[]): Map<string, number> {
  const packer = new Packer();
  const offsets = new Map<string, number>();
  for (const node of denseUpdates(nodes)) {
    const { parameters, gradients } = denseUpdateOperands(node);
    for (const [index, { name }] of parameters.entries())
      offsets.set(name, packer.place('gradients', byteLength(gradients[index])).offset);
  }
  return offsets;
}
