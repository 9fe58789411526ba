// Damages files in every way the readers must survive: cut anywhere, or with bytes changed.

import fc from 'fast-check';
import { expect } from 'vitest';
import { DataError } from '../../base/errors';
import { type ByteSource, bytesSource } from '../readers/source';

/** A copy with `value` at `position`. */
export function withByte(bytes: Uint8Array, position: number, value: number): Uint8Array {
  const copy = bytes.slice();
  copy[position] = value;
  return copy;
}

/** Reads everything; resolves to the thrown error, or undefined. */
export async function failure(read: () => Promise<unknown>): Promise<unknown> {
  try {
    await read();
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Every truncation must fail, and with a DataError, unless `allowed` says that the rest is a whole file. */
export async function expectTruncationsFail(
  bytes: Uint8Array,
  read: (source: ByteSource) => Promise<unknown>,
  allowed: (length: number) => boolean = () => false,
  runs = 60,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
      const error = await failure(() => read(bytesSource('cut', bytes.slice(0, length))));
      if (!allowed(length)) expect(error, `cut to ${length}`).toBeInstanceOf(DataError);
      else if (error !== undefined) expect(error).toBeInstanceOf(DataError);
    }),
    { numRuns: runs },
  );
}

/** Changed bytes may go unnoticed (they may be plain values), but must never fail with anything but a DataError. */
export async function expectOnlyDataErrors(
  bytes: Uint8Array,
  read: (source: ByteSource) => Promise<unknown>,
  runs = 150,
): Promise<void> {
  const change = fc.tuple(fc.integer({ min: 0, max: bytes.length - 1 }), fc.integer({ min: 0, max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      let damaged = bytes;
      for (const [position, value] of changes) damaged = withByte(damaged, position, value);
      const error = await failure(() => read(bytesSource('flipped', damaged)));
      if (error !== undefined) expect(error).toBeInstanceOf(DataError);
    }),
    { numRuns: runs },
  );
}
