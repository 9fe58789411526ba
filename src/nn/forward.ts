// What a model's forward pass needs to know beyond its inputs: layers that behave differently in
// training (batch normalisation, dropout) read it.

import { TesseraError } from '../base/errors';
import { streamOf } from '../base/philox';
import type { Graph } from '../graph/graph';
import { dropout as dropoutOp } from '../graph/ops/dropout';
import type { Value } from '../graph/value';
import type { Coded, FoldedNorm, LowBits } from './lowBits';

/** One of the two tensors that a layer multiplies. */
export interface Operand {
  value: Value;
  role: 'activations' | 'weights';
  /** The layer's full name: "stage1.block1.conv1", "block2.attention.qkv", "head". */
  layer: string;
  training: boolean;
}

export interface ForwardMode {
  /** Batch statistics and dropout on; otherwise running statistics and no dropout. */
  training: boolean;
  /** The step counter, u32 [1]; dropout in training draws a fresh mask from it. */
  step?: Value;
  /** Seed of the dropout masks. Default 0. */
  seed?: number;
  /**
   * What every linear and convolution layer multiplies in place of an operand, e.g. the same through codes of a few
   * bits (`fakeQuantised`). Traced in the layer's scope, so that what it declares is named after the layer.
   */
  operands?: (operand: Operand) => Value;
  /** Layers between the first and the last compute in a few bits. */
  lowBits?: LowBits;
  /** Told of everything that is coded in a few bits, weights and activations, by the name of its layer. */
  noteCoded?: (layer: string, coded: Coded) => void;
  /** Told of every normalisation that is folded into whole sums. */
  noteFolded?: (layer: string, folded: FoldedNorm) => void;
}

const modes = new WeakMap<Graph, ForwardMode>();

/** Traces `body` so that its layers find the mode by their graph: models need not hand it on. */
export function tracedIn<T>(graph: Graph, mode: ForwardMode, body: () => T): T {
  const outer = modes.get(graph);
  modes.set(graph, mode);
  try {
    return body();
  } finally {
    if (outer) modes.set(graph, outer);
    else modes.delete(graph);
  }
}

/** The mode that a graph is being traced in, where `tracedIn` says so. */
export const modeOf = (graph: Graph): ForwardMode | undefined => modes.get(graph);

/** What a layer multiplies: x and its parameter "<layer>.weight", or what the mode puts in their place. */
export function operandsOf(x: Value, weight: Value): [Value, Value] {
  const { operands, training } = modes.get(weight.graph) ?? {};
  if (!operands || training === undefined) return [x, weight];
  const layer = weight.name.slice(0, weight.name.lastIndexOf('.'));
  return [
    operands({ value: x, role: 'activations', layer, training }),
    operands({ value: weight, role: 'weights', layer, training }),
  ];
}

/** Drops elements of x with probability `rate` in training; `name` picks the random stream. */
export function dropoutLayer(x: Value, name: string, rate: number, mode: ForwardMode): Value {
  if (!mode.training || rate === 0) return x;
  if (!mode.step) throw new TesseraError(`Dropout "${name}" needs the step counter. Pass it as "step".`);
  return dropoutOp(x, mode.step, { rate, seed: mode.seed ?? 0, stream: streamOf(`dropout/${name}`) });
}
