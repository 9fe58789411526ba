// How much memory a device grants: found by asking for it and giving it back.

import { TENSOR_USAGE } from './buffers';
import type { Gpu } from './device';
import { OutOfMemoryError } from './errors';

/** What is left is not looked for in smaller pieces. */
const SMALLEST_BYTES = 8 * 2 ** 20;

/** Bytes granted at this moment, up to `wanted`. */
export async function measureRoom(gpu: Gpu, wanted: number): Promise<number> {
  // What was given back before is free once the device has done its work.
  await gpu.idle();
  const own = gpu.aside();
  const taken: GPUBuffer[] = [];
  let room = 0;
  let piece = Math.min(wanted, gpu.report.limits.maxBufferSize);
  try {
    while (room < wanted && piece >= SMALLEST_BYTES) {
      try {
        const buffer = await own.createBuffer(
          'memory to spare',
          Math.min(piece, wanted - room),
          TENSOR_USAGE,
        );
        taken.push(buffer);
        room += buffer.size;
      } catch (error) {
        if (!(error instanceof OutOfMemoryError)) throw error;
        piece /= 2;
      }
    }
    return room;
  } finally {
    for (const buffer of taken) own.destroyBuffer(buffer);
  }
}
