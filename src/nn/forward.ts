// What a model's forward pass needs to know beyond its inputs: layers that behave differently in
// training (batch normalisation, dropout) read it.

import { TesseraError } from '../base/errors';
import { streamOf } from '../base/philox';
import { dropout as dropoutOp } from '../graph/ops/dropout';
import type { Value } from '../graph/value';

export interface ForwardMode {
  /** Batch statistics and dropout on; otherwise running statistics and no dropout. */
  training: boolean;
  /** The step counter, u32 [1]; dropout in training draws a fresh mask from it. */
  step?: Value;
  /** Seed of the dropout masks. Default 0. */
  seed?: number;
}

/** Drops elements of x with probability `rate` in training; `name` picks the random stream. */
export function dropoutLayer(x: Value, name: string, rate: number, mode: ForwardMode): Value {
  if (!mode.training || rate === 0) return x;
  if (!mode.step) throw new TesseraError(`Dropout "${name}" needs the step counter. Pass it as "step".`);
  return dropoutOp(x, mode.step, { rate, seed: mode.seed ?? 0, stream: streamOf(`dropout/${name}`) });
}
