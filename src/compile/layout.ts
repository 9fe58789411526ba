// Where things that outlive a step are kept: parameters, optimizer moments and statistics. The layout
// is a function of the training graph alone, and programs that share a state share its layout.

import { TesseraError } from '../base/errors';
import type { Graph } from '../graph/graph';
import { denseUpdateOperands } from '../graph/ops/optimizer';
import { byteLength, type DType, type Initializer, type Node, type Shape, type Value } from '../graph/value';

/** Every tensor starts at a multiple of this; the largest `minStorageBufferOffsetAlignment` there is. */
export const ALIGNMENT = 256;

export const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

/** A range of a named buffer. */
export interface Placement {
  buffer: string;
  offset: number;
  bytes: number;
}

export interface StateEntry extends Placement {
  name: string;
  role: 'parameter' | 'state';
  shape: Shape;
  dtype: DType;
  initializer?: Initializer;
}

/** All tensors of a state and the size of each buffer that holds them. */
export interface StateLayout {
  entries: ReadonlyMap<string, StateEntry>;
  buffers: ReadonlyMap<string, number>;
}

/** Places values one after another in named buffers. */
export class Packer {
  readonly buffers = new Map<string, number>();

  place(buffer: string, bytes: number): Placement {
    const offset = this.buffers.get(buffer) ?? 0;
    this.buffers.set(buffer, offset + align(bytes));
    return { buffer, offset, bytes };
  }
}

/** The nodes that update dense parameters in flat buffers. */
export const denseUpdates = (nodes: readonly Node[]): Node[] =>
  nodes.filter((node) => node.op === 'denseUpdate');

/**
 * Dense parameters first, in the order of their update, so that they, their gradients and each of
 * their moments have one common layout; then tables, then everything else.
 */
export function layoutState(graph: Graph): StateLayout {
  const packer = new Packer();
  const entries = new Map<string, StateEntry>();
  const place = (buffer: string, value: Value) => {
    if (entries.has(value.name)) return;
    const { name, shape, dtype, initializer } = value;
    const role = value.role as StateEntry['role'];
    entries.set(name, { name, role, shape, dtype, initializer, ...packer.place(buffer, byteLength(value)) });
  };
  for (const node of denseUpdates(graph.nodes)) {
    const { parameters, moments } = denseUpdateOperands(node);
    for (const parameter of parameters) place('parameters', parameter);
    for (const [index, values] of moments.entries())
      for (const value of values) place(`moments${index}`, value);
  }
  // A table larger than the rest of the model gets a buffer of its own, with its optimizer state beside it.
  for (const parameter of graph.parameters)
    place(parameter.decay === false && isLarge(parameter) ? parameter.name : 'parameters', parameter);
  for (const state of graph.states) place(isLarge(state) ? state.name : 'statistics', state);
  return { entries, buffers: packer.buffers };
}

const LARGE_BYTES = 16 * 1024 * 1024;
const isLarge = (value: Value): boolean => byteLength(value) > LARGE_BYTES;

/** The placement of a parameter or state, which must be part of the layout with the same shape. */
export function placementOf(layout: StateLayout, value: Value): StateEntry {
  const entry = layout.entries.get(value.name);
  if (!entry) throw new TesseraError(`"${value.name}" is not part of the state this program is bound to.`);
  if (entry.bytes !== byteLength(value))
    throw new TesseraError(
      `"${value.name}" has shape [${value.shape.join(', ')}] here and [${entry.shape.join(', ')}] in the state.`,
    );
  return entry;
}
