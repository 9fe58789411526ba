// An integer network as a safetensors file: codes, scales and biases by layer, and in the header what codes of the
// activations stand for.

import { type SafetensorsTensor, writeSafetensors } from '../base/safetensors';
import type { Affine } from './affine';
import type { LoweredNetwork } from './lower';

const FORMAT = 'tessera-integer-network-1';

const described = ({ scale, zero }: Affine) => ({ scale, zero });

/**
 * For each integer layer `<name>.codes` I8 [F, .., C] (weight ≈ scale·code), `<name>.scales` F32 [F] and `<name>.bias`
 * F32 [F], normalisation folded in; every tensor of the rest under its own name. In the header, `layers` is a JSON
 * object from names to `{ input, result }`, each `{ scale, zero }`: x ≈ scale·(q − zero). `result` is what the product
 * is written as; a layer without one writes real numbers.
 */
export function encodeNetwork({ layers, tensors }: LoweredNetwork): Uint8Array<ArrayBuffer> {
  const written = new Map<string, SafetensorsTensor>();
  const codes: Record<string, object> = {};
  const own = new Set<string>();
  for (const { name, coded, shape, bias, input, result } of layers) {
    if (!coded || !shape || !bias || !input) continue;
    for (const part of ['codes', 'offsets', 'multipliers']) own.add(`${name}.${part}`);
    written.set(`${name}.codes`, { shape, data: coded.codes });
    written.set(`${name}.scales`, { shape: [bias.length], data: coded.scales });
    written.set(`${name}.bias`, { shape: [bias.length], data: bias });
    codes[name] = { input: described(input), ...(result && { result: described(result) }) };
  }
  for (const [name, tensor] of tensors) if (!own.has(name)) written.set(name, tensor);
  return writeSafetensors(written, { format: FORMAT, layers: JSON.stringify(codes) });
}
