// In how many bits vectors and their gradients travel between devices. Numbers are rounded where they are sent and
// travel in 32-bit words here, so that any slice of a batch can be copied; their bytes are counted as they would be.

import { elementwise } from '../../graph/ops/elementwise';
import type { Value } from '../../graph/value';

export const exchangePrecisions = ['fp32', 'fp16', 'bf16'] as const;
export type ExchangePrecision = (typeof exchangePrecisions)[number];

export const bytesOfPrecision: Record<ExchangePrecision, number> = { fp32: 4, fp16: 2, bf16: 2 };

/** x as it is after the journey. */
export function rounded(x: Value, precision: ExchangePrecision): Value {
  if (precision === 'fp32') return x;
  return elementwise(precision === 'fp16' ? 'roundToHalf' : 'roundToBfloat', x);
}
